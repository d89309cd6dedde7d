internal import BaseEncoding
public import MerkleTree

/// A proof file that shows offline that an entry is in a log (C2SP tlog-proof, version 1).
///
/// The entry itself is not part of the file.
public struct OfflineProof: Sendable, Hashable {
    /// The longest file worth reading, in bytes.
    public static let maximumBytes = Note.maximumBytes + 8192

    private static let header = "c2sp.org/tlog-proof@v1"

    /// Opaque bytes the log may add for the verifier.
    public let extra: [UInt8]?
    /// Where the entry stands and the hashes up to the root.
    public let inclusion: InclusionProof
    /// The checkpoint the proof leads to.
    public let checkpoint: SignedCheckpoint

    /// Makes a proof.
    ///
    /// - Throws: ``LogError`` with code `malformed_proof` when the proof is for another size.
    public init(
        inclusion: InclusionProof,
        checkpoint: SignedCheckpoint,
        extra: [UInt8]? = nil
    ) throws(LogError) {
        guard inclusion.size == checkpoint.checkpoint.size else {
            throw LogError(.malformedProof, "proof and checkpoint are of different sizes")
        }
        self.inclusion = inclusion
        self.checkpoint = checkpoint
        self.extra = extra
    }

    /// Reads a proof file; nothing is verified before `verify`.
    ///
    /// - Throws: ``LogError`` with code `malformed_proof`, `malformed_note` or
    ///   `malformed_checkpoint`.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw LogError(.malformedProof, "proof of \(bytes.count) bytes exceeds the limit")
        }
        var reader = LineReader(bytes)
        guard let header = reader.next(), header.elementsEqual(Self.header.utf8) else {
            throw LogError(.malformedProof, "file is not a `\(Self.header)`")
        }
        var line = reader.next()
        var extra: [UInt8]?
        if let text = line?.after("extra ") {
            guard let decoded = Base64.decode(text) else {
                throw LogError(.malformedProof, "proof's extra data is not base64")
            }
            extra = decoded
            line = reader.next()
        }
        guard let index = line?.after("index ").flatMap(Bytes.decimal) else {
            throw LogError(.malformedProof, "proof lacks its index")
        }
        var path: [TreeHash] = []
        while let line = reader.next(), !line.isEmpty {
            guard path.count < 64, let hash = try? TreeHash(base64: line) else {
                throw LogError(.malformedProof, "proof has a malformed hash or too many")
            }
            path.append(hash)
        }
        let checkpoint = try SignedCheckpoint(parsing: Array(reader.rest))
        let size = checkpoint.checkpoint.size
        try self.init(
            inclusion: InclusionProof(index: index, size: size, path: path),
            checkpoint: checkpoint,
            extra: extra
        )
    }

    /// The proof file.
    public var bytes: [UInt8] {
        var lines = [Self.header]
        if let extra { lines.append("extra \(Base64.encode(extra))") }
        lines.append("index \(inclusion.index)")
        lines += inclusion.path.map(\.base64)
        return lines.flatMap { Array($0.utf8) + [Bytes.newline] } + [Bytes.newline]
            + checkpoint.bytes
    }

    /// Verifies that the entry is in the log, and the log's and witnesses' signatures.
    ///
    /// - Parameters:
    ///   - leaf: the hash of the entry as logged, see ``MerkleTree/TreeHash/leaf(_:)``.
    ///   - log: the log's key.
    ///   - witnesses: the cosigners' keys.
    ///   - quorum: how many different witness keys must have signed, 0 or more.
    /// - Returns: the valid signatures.
    /// - Throws: ``LogError`` with code `proof_mismatch`, or what
    ///   ``SignedCheckpoint/verify(log:witnesses:quorum:)`` throws.
    @discardableResult
    public func verify(
        leaf: TreeHash,
        log: NoteVerifier,
        witnesses: [NoteVerifier] = [],
        quorum: Int = 0
    ) throws(LogError) -> [VerifiedSignature] {
        let verified = try checkpoint.verify(log: log, witnesses: witnesses, quorum: quorum)
        try verify(leaf)
        return verified
    }

    /// Verifies that the entry is in a log that a policy trusts, and that its quorum is met.
    ///
    /// - Parameters:
    ///   - leaf: the hash of the entry as logged, see ``MerkleTree/TreeHash/leaf(_:)``.
    ///   - policy: whom to trust.
    ///   - seconds: cosignatures of another time count as missing; `nil` for any time.
    /// - Returns: who signed.
    /// - Throws: ``LogError`` with code `proof_mismatch`, or what
    ///   ``WitnessPolicy/judge(_:within:)`` throws.
    @discardableResult
    public func verify(
        leaf: TreeHash,
        policy: WitnessPolicy,
        within seconds: ClosedRange<Int64>? = nil
    ) throws(LogError) -> WitnessPolicy.Approval {
        let approval = try policy.judge(checkpoint, within: seconds)
        try verify(leaf)
        return approval
    }

    private func verify(_ leaf: TreeHash) throws(LogError) {
        do {
            try inclusion.verify(leaf: leaf, root: checkpoint.checkpoint.root)
        } catch {
            throw LogError(.proofMismatch, "entry is not shown to be in the log: \(error)")
        }
    }
}
