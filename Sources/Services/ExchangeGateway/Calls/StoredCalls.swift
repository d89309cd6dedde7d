internal import DataExchange
public import Storage

/// The records of calls in a database, read while gateways may be adding to them.
public struct StoredCalls: Sendable {
    private static let page: Int64 = 500

    private let database: Database

    /// Reads from a database with ``CallSchema/migrations`` applied.
    public init(_ database: Database) { self.database = database }

    /// The names of all chains, the one with the oldest beginning first.
    public func chains() async throws -> [String] {
        try await database.read { reader in
            var found: [(begun: Int64, id: String)] = []
            var last = ""
            // One step through the primary key a chain, instead of a look at every record.
            while let next = try reader.query(
                "SELECT min(chain) AS chain FROM call_record WHERE chain > $1",
                [.text(last)]
            ).first?.optionalText("chain") {
                let first = try reader.query(
                    """
                    SELECT recorded_at FROM call_record
                    WHERE chain = $1 ORDER BY position LIMIT 1
                    """,
                    [.text(next)]
                ).first
                found.append((try first?.integer("recorded_at") ?? 0, next))
                last = next
            }
            return found.sorted { left, right in
                (left.begun, left.id) < (right.begun, right.id)
            }.map(\.id)
        }
    }

    /// Hands over the lines of a chain, in order.
    ///
    /// - Throws: a `DatabaseError`; what the body throws.
    public func forEachLine(
        of id: String,
        _ body: ([UInt8]) throws -> Void
    ) async throws {
        try await forEachRow(of: id) { row in try body(try row.blob("line")) }
    }

    /// Checks every record of a chain: its line, its place, and the columns beside it.
    ///
    /// - Parameters:
    ///   - id: the chain's name.
    ///   - expected: an end that the chain had once; without one, records cut off at the end are
    ///     not seen.
    /// - Returns: what was found.
    /// - Throws: a `DatabaseError`. What is wrong with the chain is in the verdict.
    public func verify(
        _ id: String,
        expecting expected: ChainEnd? = nil
    ) async throws -> ChainVerdict {
        var chain = CallChain()
        var isReached = expected.map { $0.isReached(by: chain) } ?? true
        do {
            try await forEachRow(of: id) { row in
                try Self.check(row, after: &chain)
                if let expected, expected.isReached(by: chain) { isReached = true }
            }
            guard isReached else {
                throw ChainFault(
                    .wrongEnd,
                    at: min(chain.length, expected?.length ?? 0),
                    "the chain does not hold the \(expected?.length ?? 0) records known from "
                        + "elsewhere"
                )
            }
            return ChainVerdict(end: ChainEnd(id, chain), fault: nil)
        } catch let fault as ChainFault {
            return ChainVerdict(end: ChainEnd(id, chain), fault: fault)
        }
    }

    /// The lines of the records that were made last, the oldest of them first.
    ///
    /// - Parameters:
    ///   - count: the most lines; up to 10000.
    ///   - filter: which records are meant.
    /// - Returns: the lines.
    /// - Throws: a `DatabaseError`.
    public func latest(_ count: Int, matching filter: CallFilter) async throws -> [[UInt8]] {
        let (condition, values) = filter.condition
        let limit = Int64(max(0, min(count, 10_000)))
        return try await database.read { reader in
            try reader.query(
                """
                SELECT line FROM call_record \(condition)
                ORDER BY recorded_at DESC, chain DESC, position DESC LIMIT $\(values.count + 1)
                """,
                values + [.integer(limit)]
            ).reversed().map { try $0.blob("line") }
        }
    }

    private static func check(_ row: SQLRow, after chain: inout CallChain) throws {
        let position = chain.length
        var next = chain
        let members = try next.check(try row.blob("line"))
        guard try row.integer("position") == position else {
            throw ChainFault(
                .wrongSequence,
                at: position,
                "the record stands at position \(try row.integer("position"))"
            )
        }
        guard try row.blob("hash") == next.headBytes else {
            throw ChainFault(.wrongIndex, at: position, "the hash beside the line is not its own")
        }
        guard let index = CallIndex(members), index.isSame(as: try CallIndex(row)) else {
            throw ChainFault(
                .wrongIndex,
                at: position,
                "the columns beside the line do not say what it says"
            )
        }
        chain = next
    }

    /// Hands over the rows of a chain page by page: a chain only grows at its end.
    private func forEachRow(
        of id: String,
        _ body: (SQLRow) throws -> Void
    ) async throws {
        var position: Int64 = -1
        while true {
            let after = position
            let columns = CallIndex.columns.joined(separator: ", ")
            let rows = try await database.read { reader in
                try reader.query(
                    """
                    SELECT position, line, hash, \(columns) FROM call_record
                    WHERE chain = $1 AND position > $2 ORDER BY position LIMIT $3
                    """,
                    [.text(id), .integer(after), .integer(Self.page)]
                )
            }
            for row in rows {
                position = try row.integer("position")
                try body(row)
            }
            if rows.count < Self.page { return }
        }
    }
}
