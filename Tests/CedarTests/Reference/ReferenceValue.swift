import CanonicalJSON

/// Text as the reference sees it: a list of code points.
typealias ReferenceText = [Unicode.Scalar]

/// The name of an entity in the reference.
struct ReferenceUID: Equatable, Sendable {
    let type: ReferenceText
    let id: ReferenceText
}

/// A value of the reference evaluator: the plainest form of each type.
///
/// It shares nothing with the values of the module under test: sets are lists without equal members,
/// records are lists of fields, and all search is from one end to the other.
indirect enum ReferenceValue: Sendable {
    case bool(Bool)
    case long(Int64)
    case string(ReferenceText)
    case entity(ReferenceUID)
    case set([ReferenceValue])
    case record([(key: ReferenceText, value: ReferenceValue)])
    case decimal(Int64)
    case address(ReferenceAddress)
    case datetime(Int64)
    case duration(Int64)

    /// A set of members, of which equal ones are kept once.
    static func set(of members: [ReferenceValue]) -> ReferenceValue {
        var kept: [ReferenceValue] = []
        for member in members where !contains(kept, member) { kept.append(member) }
        return .set(kept)
    }

    /// The value under a name in a list of fields.
    static func find(
        _ key: ReferenceText,
        in fields: [(key: ReferenceText, value: ReferenceValue)]
    ) -> ReferenceValue? {
        for field in fields where field.key == key { return field.value }
        return nil
    }

    /// Cedar's `==`: values of different types differ, sets and records do not care for order.
    func equals(_ other: ReferenceValue) -> Bool {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): return left == right
        case (.long(let left), .long(let right)): return left == right
        case (.string(let left), .string(let right)): return left == right
        case (.entity(let left), .entity(let right)): return left == right
        case (.decimal(let left), .decimal(let right)): return left == right
        case (.address(let left), .address(let right)): return left == right
        case (.datetime(let left), .datetime(let right)): return left == right
        case (.duration(let left), .duration(let right)): return left == right
        case (.set(let left), .set(let right)):
            return left.count == right.count && Self.includes(left, right)
        case (.record(let left), .record(let right)):
            guard left.count == right.count else { return false }
            for field in left {
                guard let match = Self.find(field.key, in: right), match.equals(field.value) else {
                    return false
                }
            }
            return true
        default: return false
        }
    }

    /// Whether a value is in a list.
    static func contains(_ list: [ReferenceValue], _ value: ReferenceValue) -> Bool {
        for member in list where member.equals(value) { return true }
        return false
    }

    /// Whether each of the second list is in the first.
    static func includes(_ list: [ReferenceValue], _ others: [ReferenceValue]) -> Bool {
        for other in others where !contains(list, other) { return false }
        return true
    }
}

// MARK: JSON

/// What the reference cannot read; vectors and generated cases never cause it.
struct ReferenceUnreadable: Error {
    let json: JSON
}

extension ReferenceUID {
    init(type: String, id: String) {
        self.init(type: Array(type.unicodeScalars), id: Array(id.unicodeScalars))
    }

    /// Reads `{"type","id"}`, also under `__entity`.
    init(json: JSON) throws {
        let plain = json["__entity"] ?? json
        guard let type = plain["type"]?.stringValue, let id = plain["id"]?.stringValue else {
            throw ReferenceUnreadable(json: json)
        }
        self.init(type: type, id: id)
    }
}

extension ReferenceValue {
    /// Reads a value of an entity document or context, with all types written out.
    init(json: JSON) throws {
        switch json {
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .long(value)
        case .string(let text): self = .string(Array(text.unicodeScalars))
        case .array(let items): self = .set(of: try items.map(ReferenceValue.init(json:)))
        case .object(let object):
            // An escape that is not complete, or has company, is a record like any other.
            if object.count == 1, let uid = object["__entity"],
                uid["type"]?.stringValue != nil, uid["id"]?.stringValue != nil
            {
                self = .entity(try ReferenceUID(json: json))
            } else if object.count == 1, let call = object["__extn"],
                call["fn"]?.stringValue != nil,
                call["arg"] != nil || call["args"]?.arrayValue != nil
            {
                let arguments = call["arg"].map { [$0] } ?? call["args"]?.arrayValue ?? []
                self = try ReferenceCall.call(
                    call["fn"]?.stringValue ?? "",
                    try arguments.map(ReferenceValue.init(json:))
                )
            } else {
                self = .record(try Self.fields(json: json))
            }
        case .null, .decimal: throw ReferenceUnreadable(json: json)
        }
    }

    /// Reads the members of an object.
    static func fields(json: JSON) throws -> [(key: ReferenceText, value: ReferenceValue)] {
        var fields: [(key: ReferenceText, value: ReferenceValue)] = []
        for (key, value) in json.objectValue ?? [:] {
            fields.append((Array(key.unicodeScalars), try ReferenceValue(json: value)))
        }
        return fields
    }
}
