/// What is known of a value without holding it: its kind, and 64 bits that tell it from others.
///
/// The bits of a boolean, number or time are the value. Those of an entity are its number, and of
/// all else the number of the equal constant.
struct Fact: Sendable {
    enum Kind: UInt8, Sendable {
        case bool, long, decimal, datetime, duration
        case string, entity, set, record, ipaddr
    }

    /// There is no such entity or constant.
    ///
    /// Two values without may still be equal.
    static let none: Int64 = -1
    /// It was not looked for yet.
    static let unresolved: Int64 = -2

    let kind: Kind
    var bits: Int64

    init(_ value: borrowing Value) {
        switch value {
        case .bool(let truth): (kind, bits) = (.bool, truth ? 1 : 0)
        case .long(let number): (kind, bits) = (.long, number)
        case .decimal(let number): (kind, bits) = (.decimal, number.scaled)
        case .datetime(let moment): (kind, bits) = (.datetime, moment.milliseconds)
        case .duration(let length): (kind, bits) = (.duration, length.milliseconds)
        case .string: (kind, bits) = (.string, Self.unresolved)
        case .entity: (kind, bits) = (.entity, Self.unresolved)
        case .set: (kind, bits) = (.set, Self.unresolved)
        case .record: (kind, bits) = (.record, Self.unresolved)
        case .ipaddr: (kind, bits) = (.ipaddr, Self.unresolved)
        }
    }

    init(entity number: Int32) {
        kind = .entity
        bits = Int64(number)
    }

    /// Whether the bits are the value.
    var isScalar: Bool { kind.rawValue <= Kind.duration.rawValue }

    /// Whether `<` is defined for the kind.
    var isOrdered: Bool { kind == .long || kind == .datetime || kind == .duration }
}
