public import MerkleTree

/// What a witness makes of a request, as a decision that the shell carries out.
///
/// A pure function of the request, the trusted logs and what the witness has recorded; the shell
/// compares and stores in one step, and answers only when the record is durable.
public enum WitnessRuling: Sendable, Hashable {
    /// What a witness has recorded of a log: the last checkpoint it has cosigned.
    public struct Record: Sendable, Hashable {
        /// The size of the tree.
        public let size: Int
        /// The root of the tree.
        public let root: TreeHash

        /// The record of a log that the witness has never cosigned.
        public static let none = Record(size: 0, root: .empty)

        /// Makes a record.
        public init(size: Int, root: TreeHash) {
            self.size = size
            self.root = root
        }
    }

    /// 200: store the new record in the place of the old one, then cosign.
    case cosign(Record)
    /// 400: the old size is larger than the checkpoint's, or the request is malformed.
    case malformed(String)
    /// 403: no valid signature of a trusted key.
    case unsigned(String)
    /// 404: the log is not known.
    case unknownOrigin
    /// 409: the witness has recorded another size, which is told.
    case conflict(size: Int)
    /// 422: the checkpoint does not extend the recorded one.
    case inconsistent(String)

    /// The HTTP status of the answer.
    public var status: Int {
        switch self {
        case .cosign: 200
        case .malformed: 400
        case .unsigned: 403
        case .unknownOrigin: 404
        case .conflict: 409
        case .inconsistent: 422
        }
    }

    /// What refuses a request before the record is looked at, in the order of the specification: an
    /// unknown log, then a checkpoint that no trusted key of the log has signed.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - logs: the keys of the logs that the witness knows.
    /// - Returns: `nil` when the request may be judged by ``rule(on:recorded:)``.
    public static func refusal(
        of request: AddCheckpoint,
        from logs: [NoteVerifier]
    ) -> WitnessRuling? {
        let keys = keys(of: request.checkpoint.checkpoint.origin, among: logs)
        if keys.isEmpty { return .unknownOrigin }
        do {
            _ = try request.checkpoint.note.verify(with: keys)
            return nil
        } catch {
            return .unsigned(error.reason)
        }
    }

    /// The keys of one log.
    public static func keys(of origin: String, among logs: [NoteVerifier]) -> [NoteVerifier] {
        logs.filter { Bytes.same($0.name, origin) }
    }

    /// Rules on a request whose log is known and whose signature was verified.
    public static func rule(on request: AddCheckpoint, recorded: Record) -> WitnessRuling {
        let new = request.checkpoint.checkpoint
        guard request.oldSize <= new.size else {
            return .malformed("old size \(request.oldSize) is larger than \(new.size)")
        }
        guard request.oldSize == recorded.size else { return .conflict(size: recorded.size) }
        // From 0 and between equal sizes the proof must be empty, and the roots must fit.
        let proof = ConsistencyProof(
            oldSize: recorded.size,
            newSize: new.size,
            path: request.path
        )
        do {
            try proof.verify(oldRoot: recorded.root, newRoot: new.root)
        } catch {
            return .inconsistent("consistency proof does not hold: \(error)")
        }
        return .cosign(Record(size: new.size, root: new.root))
    }
}
