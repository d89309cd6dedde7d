internal import CanonicalJSON
internal import DataExchange
internal import Storage

/// What the columns beside a record's line say, by which it is found.
struct CallIndex: Sendable {
    static let columns = ["recorded_at", "message_id", "role", "client", "service"]

    private let recordedAt: Int64
    private let texts: [String]

    init(_ record: CallRecord) {
        recordedAt = record.recordedAt
        texts = [
            record.messageID, record.role.rawValue, record.client.description,
            record.service.description,
        ]
    }

    /// What the columns of a line must say; nil where the line lacks a member.
    init?(_ line: JSONObject) {
        guard case .integer(let recordedAt)? = line["recorded_at"] else { return nil }
        var texts: [String] = []
        for column in Self.columns.dropFirst() {
            guard case .string(let text)? = line[column] else { return nil }
            texts.append(text)
        }
        self.recordedAt = recordedAt
        self.texts = texts
    }

    init(_ row: SQLRow) throws(DatabaseError) {
        recordedAt = try row.integer("recorded_at")
        var texts: [String] = []
        for column in Self.columns.dropFirst() { texts.append(try row.text(column)) }
        self.texts = texts
    }

    /// The values, in the order of the columns.
    var values: [SQLValue] { [.integer(recordedAt)] + texts.map(SQLValue.text) }

    /// Whether both say the same, byte for byte.
    func isSame(as other: CallIndex) -> Bool {
        recordedAt == other.recordedAt
            && texts.elementsEqual(other.texts) { $0.utf8.elementsEqual($1.utf8) }
    }
}
