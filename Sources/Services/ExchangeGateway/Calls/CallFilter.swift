internal import Storage

/// Which records are asked for; members that are nil ask for all.
public struct CallFilter: Sendable, Hashable {
    /// Records made at or after this moment, in milliseconds since 1970.
    public var since: Int64?
    /// Records of this client, or of all whose identifier begins with this and a slash.
    public var client: String?
    /// Records of this service, or of all whose identifier begins with this and a slash.
    public var service: String?
    /// Records of this message.
    public var message: String?

    /// Asks for all records.
    public init() {}

    /// The condition in SQL, with its values.
    var condition: (sql: String, values: [SQLValue]) {
        var parts: [String] = []
        var values: [SQLValue] = []
        func mark(_ value: SQLValue) -> String {
            values.append(value)
            return "$\(values.count)"
        }
        if let since { parts.append("recorded_at >= \(mark(.integer(since)))") }
        if let message { parts.append("message_id = \(mark(.text(message)))") }
        for (column, start) in [("client", client), ("service", service)] {
            guard let start else { continue }
            // In the order of bytes `0` follows `/`.
            let (whole, low, high) = (
                mark(.text(start)), mark(.text(start + "/")), mark(.text(start + "0"))
            )
            parts.append(
                "(\(column) = \(whole) OR (\(column) >= \(low) AND \(column) < \(high)))"
            )
        }
        return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), values)
    }
}
