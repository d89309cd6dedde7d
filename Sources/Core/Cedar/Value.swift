/// A Cedar value.
///
/// Equality is structural and total: values of different types are unequal, never an error.
public enum Value: Sendable, Hashable {
    /// `true` or `false`.
    case bool(Bool)
    /// A signed 64-bit integer.
    case long(Int64)
    /// A sequence of code points.
    case string(CedarText)
    /// A reference to an entity, which need not be in the store.
    case entity(EntityUID)
    /// A set of values of any types.
    case set(CedarSet)
    /// A record.
    case record(CedarRecord)
    /// A number with four decimal places.
    case decimal(CedarDecimal)
    /// An address or a range of addresses.
    case ipaddr(CedarAddress)
    /// A moment, in milliseconds.
    case datetime(CedarDatetime)
    /// A length of time, in milliseconds.
    case duration(CedarDuration)

    /// A string value.
    public init(_ string: String) {
        self = .string(CedarText(string))
    }

    /// A set value; equal members collapse.
    public static func set(of members: [Value]) -> Value {
        .set(CedarSet(members))
    }

    /// A record value; of equal keys the last wins.
    public static func record(of fields: [(String, Value)]) -> Value {
        .record(CedarRecord(fields))
    }

    /// The kind of the value, as messages name it.
    public var typeName: String {
        switch self {
        case .bool: "bool"
        case .long: "long"
        case .string: "string"
        case .entity(let uid): "entity of type `\(uid.type)`"
        case .set: "set"
        case .record: "record"
        case .decimal: "decimal"
        case .ipaddr: "ipaddr"
        case .datetime: "datetime"
        case .duration: "duration"
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .long: 1
        case .string: 2
        case .entity: 3
        case .set: 4
        case .record: 5
        case .decimal: 6
        case .ipaddr: 7
        case .datetime: 8
        case .duration: 9
        }
    }

    /// A total order over all values: negative, zero or positive.
    ///
    /// It has no meaning in Cedar; sets are kept sorted by it so that equality and search are cheap.
    func compare(_ other: Value) -> Int {
        switch (self, other) {
        case (.bool(let left), .bool(let right)): (left ? 1 : 0) - (right ? 1 : 0)
        case (.long(let left), .long(let right)): Self.order(left, right)
        case (.string(let left), .string(let right)): left.compare(right)
        case (.entity(let left), .entity(let right)): left.compare(right)
        case (.set(let left), .set(let right)): left.compare(right)
        case (.record(let left), .record(let right)): left.compare(right)
        case (.decimal(let left), .decimal(let right)): Self.order(left.scaled, right.scaled)
        case (.ipaddr(let left), .ipaddr(let right)): left.compare(right)
        case (.datetime(let left), .datetime(let right)):
            Self.order(left.milliseconds, right.milliseconds)
        case (.duration(let left), .duration(let right)):
            Self.order(left.milliseconds, right.milliseconds)
        default: rank - other.rank
        }
    }

    private static func order(_ left: Int64, _ right: Int64) -> Int {
        left < right ? -1 : (left == right ? 0 : 1)
    }
}
