internal import BaseEncoding
internal import DataExchange
internal import Storage

/// Records that follow each other in one chain and are stored together.
struct CallBatch: Sendable {
    /// The chain with the batch.
    private(set) var chain: CallChain
    private let id: String
    private let before: CallChain
    private var rows: [[SQLValue]] = []
    private(set) var byteCount = 0

    init(of id: String, after before: CallChain) {
        self.id = id
        self.before = before
        chain = before
    }

    var count: Int { rows.count }

    /// Adds a record.
    mutating func add(_ record: CallRecord) throws(ChainFault) {
        let position = chain.length
        add(try chain.append(record), CallIndex(record), at: position)
    }

    /// Adds a line that was written before.
    mutating func add(line: [UInt8]) throws(ChainFault) {
        let position = chain.length
        guard let index = CallIndex(try chain.check(line)) else {
            throw ChainFault(.notARecord, at: position, "the line lacks a member of a record")
        }
        add(line, index, at: position)
    }

    private mutating func add(_ line: [UInt8], _ index: CallIndex, at position: Int64) {
        byteCount += line.count
        rows.append(
            [.text(id), .integer(position), .blob(line), .blob(chain.headBytes)] + index.values
        )
    }

    /// Stores the batch at the end of its chain, unless it is there already.
    ///
    /// - Returns: whether it is stored; false where the chain ends elsewhere, and nothing is done.
    func store(_ writer: Writer) throws -> Bool {
        let end = try writer.query(
            """
            SELECT position, hash FROM call_record
            WHERE chain = $1 ORDER BY position DESC LIMIT 1
            """,
            [.text(id)]
        ).first
        let length = try end.map { try $0.integer("position") + 1 } ?? 0
        let hash = try end?.blob("hash") ?? CallChain().headBytes
        if length == chain.length, hash == chain.headBytes { return true }
        guard length == before.length, hash == before.headBytes else { return false }
        try writer.insert(
            rows,
            into: "call_record",
            columns: ["chain", "position", "line", "hash"] + CallIndex.columns
        )
        return true
    }
}

extension CallChain {
    /// The SHA-256 of the last line.
    var headBytes: [UInt8] { Hexadecimal.decode(head.utf8) ?? [] }
}
