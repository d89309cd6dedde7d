internal import BaseEncoding
internal import Governance
internal import MerkleTree
public import TransparencyLog

/// What a proof file proves of an entry, with nothing but the log's public key.
public struct ProofVerdict: Sendable {
    /// The verdict in words.
    public let text: String
    /// Whether the proof holds.
    public let holds: Bool

    /// Checks a proof file.
    ///
    /// - Parameters:
    ///   - bytes: the proof file (C2SP tlog-proof).
    ///   - verifier: the log's public key.
    ///   - leaf: what stands in the log.
    ///   - entry: the entry as it was recorded, where `leaf` is nil.
    /// - Throws: a `LogError` where the files are not what they should be.
    public init(
        proof bytes: [UInt8],
        verifier: NoteVerifier,
        leaf: [UInt8]?,
        entry: [UInt8]?
    ) throws {
        let proof = try OfflineProof(parsing: bytes)
        let logged =
            try leaf.map { try LogLeaf(reading: $0) }
            ?? LogLeaf(recording: entry ?? [])
        do {
            try proof.verify(leaf: logged.hash, log: verifier)
        } catch {
            text = "the proof does NOT hold: \(error.reason)\n"
            holds = false
            return
        }
        holds = true
        let index = proof.inclusion.index
        text =
            """
            the proof holds
              log: \(verifier.name), \(proof.checkpoint.checkpoint.size) entries, \
            root \(proof.checkpoint.checkpoint.root.base64)
              entry: \(index), leaf hash \(logged.hash.base64)

            """ + Self.content(index, logged, entry) + Self.claim(proof)
    }

    /// What the entry says; what the log recorded, it recorded after checking it.
    private static func content(_ index: Int, _ leaf: LogLeaf, _ entry: [UInt8]?) -> String {
        if let large = leaf.largeEntry, entry == nil {
            return "  it is logged by its hash: \(large.size) bytes, SHA-256 "
                + "\(Hexadecimal.encode(large.sha256))\n"
        }
        guard let entry = try? Entry(canonical: entry ?? leaf.bytes) else {
            return "  it is not an entry of a register\n"
        }
        let recorded = entry.sequence == index ? "" : " (as number \(entry.sequence)!)"
        var text = """
              recorded: \(entry.time)\(recorded)
              kind: \(entry.command.kind.rawValue)
              actor: \(entry.statement.actor), key \(entry.statement.key)

            """
        if let proposal = entry.command.proposal { text += "  proposal: \(proposal)\n" }
        return text
    }

    /// What the maker of the file says besides, which nothing in it proves.
    private static func claim(_ proof: OfflineProof) -> String {
        guard let extra = proof.extra, let claim = String(validating: extra, as: UTF8.self),
            claim.hasPrefix("act "), claim.utf8.count < 200
        else { return "" }
        return "  the file says that this entry adopted \(claim); that follows from the votes "
            + "before it: `cabildo log verify`\n"
    }
}
