internal import NIOConcurrencyHelpers

/// Remembers what was read from statements' texts, which are few and repeat.
final class SQLTextCache: Sendable {
    private static let maximumCount = 1000
    private let box = NIOLockedValueBox<[String: SQLText]>([:])

    /// What there is to know of a statement.
    func text(of sql: String) throws(DatabaseError) -> SQLText {
        if let known = box.withLockedValue({ $0[sql] }) { return known }
        let text = try SQLText(sql)
        box.withLockedValue { known in
            if known.count >= Self.maximumCount { known.removeAll(keepingCapacity: true) }
            known[sql] = text
        }
        return text
    }
}
