public import MerkleTree
public import TransparencyLog

/// The log as the pages show it: everything under one signed checkpoint.
public struct PortalLog: Sendable {
    /// The checkpoint.
    public let checkpoint: SignedCheckpoint
    /// The log's public key.
    public let verifier: NoteVerifier
    /// Reads entries as they were recorded; those that the checkpoint does not cover are left out.
    let entries: @Sendable (Range<Int>) async throws -> [[UInt8]]
    /// Makes the proof that an entry is in the log.
    let proof: @Sendable (Int) async throws -> InclusionProof

    /// Makes a view of a log.
    ///
    /// - Parameters:
    ///   - checkpoint: the latest signed checkpoint.
    ///   - verifier: the log's public key.
    ///   - entries: reads entries as they were recorded.
    ///   - proof: makes the proof of an entry under the checkpoint.
    public init(
        checkpoint: SignedCheckpoint,
        verifier: NoteVerifier,
        entries: @escaping @Sendable (Range<Int>) async throws -> [[UInt8]],
        proof: @escaping @Sendable (Int) async throws -> InclusionProof
    ) {
        self.checkpoint = checkpoint
        self.verifier = verifier
        self.entries = entries
        self.proof = proof
    }

    /// How many entries there are.
    var size: Int { checkpoint.checkpoint.size }
    /// The checkpoint as it is served.
    var text: String { String(decoding: checkpoint.bytes, as: UTF8.self) }
}
