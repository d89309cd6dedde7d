internal import DataExchange
internal import Storage

/// One chain of records as it lies in a database.
enum StoredChain {
    /// The end of a chain, which must hold all that is known of it.
    ///
    /// The last line is taken on trust; ``StoredCalls/verify(_:expecting:)`` checks them all.
    static func end(
        extending known: ChainEnd,
        _ writer: Writer
    ) throws -> CallChain {
        let id = known.id
        if known.length > 0 {
            let row = try writer.query(
                "SELECT hash FROM call_record WHERE chain = $1 AND position = $2",
                [.text(id), .integer(known.length - 1)]
            ).first
            guard let row else {
                throw CallLogFault(
                    .recordsLost,
                    "the chain `\(id)` holds fewer than the \(known.length) records that had been "
                        + "stored"
                )
            }
            guard try row.blob("hash") == known.headBytes else {
                throw CallLogFault(
                    .recordsLost,
                    "the chain `\(id)` holds other records than those that had been stored"
                )
            }
        }
        let row = try writer.query(
            """
            SELECT position, line, hash FROM call_record
            WHERE chain = $1 ORDER BY position DESC LIMIT 1
            """,
            [.text(id)]
        ).first
        guard let row else { return CallChain() }
        let chain: CallChain
        do throws(ChainFault) {
            chain = try CallChain(resumingAfter: row.line)
        } catch {
            throw CallLogFault(
                .damaged,
                "the end of the chain `\(id)` is not a record: \(error.reason)"
            )
        }
        guard try row.integer("position") + 1 == chain.length,
            try row.blob("hash") == chain.headBytes
        else {
            throw CallLogFault(.damaged, "the end of the chain `\(id)` stands in a wrong place")
        }
        return chain
    }
}

extension SQLRow {
    /// The record's line; nothing, which is not a record, where the column holds something else.
    fileprivate var line: [UInt8] { (try? blob("line")) ?? [] }
}
