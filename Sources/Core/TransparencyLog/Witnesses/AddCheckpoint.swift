internal import BaseEncoding
public import MerkleTree

/// What a log asks of a witness: to cosign a checkpoint that extends the last one it has seen
/// (C2SP tlog-witness, "add-checkpoint").
public struct AddCheckpoint: Sendable, Hashable {
    /// What a witness answers, as far as it can be used.
    public enum Answer: Sendable, Hashable {
        /// 200: lines of signatures, of which none is verified; see ``Cosignature``.
        case signed([UInt8])
        /// 409: the witness has recorded this size.
        case conflict(size: Int)
    }

    /// The longest request worth reading, in bytes.
    public static let maximumBytes = 64 * 1024
    /// The most hashes of a consistency proof.
    public static let maximumHashes = 63

    /// The size of the last checkpoint that the log believes the witness has seen.
    public let oldSize: Int
    /// The consistency proof from there to the checkpoint.
    public let path: [TreeHash]
    /// The checkpoint, signed by the log.
    public let checkpoint: SignedCheckpoint

    /// Makes a request.
    public init(oldSize: Int, path: [TreeHash], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads the body of a request.
    ///
    /// - Throws: ``LogError`` with code `malformed_proof`, `malformed_note` or
    ///   `malformed_checkpoint`.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw LogError(.malformedProof, "request of \(bytes.count) bytes exceeds the limit")
        }
        var reader = LineReader(bytes)
        guard let size = reader.next()?.after("old ").flatMap(Bytes.decimal) else {
            throw LogError(.malformedProof, "request does not begin with `old` and a size")
        }
        var path: [TreeHash] = []
        while true {
            guard let line = reader.next() else {
                throw LogError(.malformedProof, "request has no empty line before its checkpoint")
            }
            if line.isEmpty { break }
            guard path.count < Self.maximumHashes, let hash = try? TreeHash(base64: line) else {
                throw LogError(.malformedProof, "request has a malformed hash or too many")
            }
            path.append(hash)
        }
        self.init(
            oldSize: size,
            path: path,
            // A size of 0 with another root is for the ruling to refuse, after the signature.
            checkpoint: try SignedCheckpoint(
                reading: Note(parsing: Array(reader.rest), skipsUndecodable: true)
            )
        )
    }

    /// The body of the request.
    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + path.map(\.base64)
        return lines.flatMap { Array($0.utf8) + [Bytes.newline] } + [Bytes.newline]
            + checkpoint.bytes
    }
}
