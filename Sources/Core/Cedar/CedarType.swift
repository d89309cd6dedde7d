/// A type of the schema, with all names resolved.
public indirect enum CedarType: Sendable, Hashable {
    /// What the validator knows of a boolean.
    public enum Truth: Sendable, Hashable {
        /// Either.
        case any
        /// Always true.
        case alwaysTrue
        /// Always false.
        case alwaysFalse
    }

    /// A boolean.
    case bool(Truth)
    /// A 64-bit integer.
    case long
    /// A string.
    case string
    /// A reference to an entity of a type.
    case entity(CedarText)
    /// A set of one element type.
    case set(CedarType)
    /// A closed record.
    case record(RecordType)
    /// A decimal number.
    case decimal
    /// An address.
    case ipaddr
    /// A moment.
    case datetime
    /// A length of time.
    case duration

    /// The type as messages name it.
    public var name: String {
        switch self {
        case .bool(.any): "Bool"
        case .bool(.alwaysTrue): "True"
        case .bool(.alwaysFalse): "False"
        case .long: "Long"
        case .string: "String"
        case .entity(let type): type.string
        case .set(let element): "Set<\(element.name)>"
        case .record: "record"
        case .decimal: "decimal"
        case .ipaddr: "ipaddr"
        case .datetime: "datetime"
        case .duration: "duration"
        }
    }

    /// The constructor of an extension type.
    var constructor: ExtensionFunction? {
        switch self {
        case .decimal: .decimal
        case .ipaddr: .ip
        case .datetime: .datetime
        case .duration: .duration
        default: nil
        }
    }
}

/// The attributes of a record type or an entity type; no others are allowed.
public struct RecordType: Sendable, Hashable {
    /// One declared attribute.
    public struct Attribute: Sendable, Hashable {
        /// The name.
        public let name: CedarText
        /// The type.
        public let type: CedarType
        /// Whether every value has it.
        public let isRequired: Bool
    }

    /// The attributes, sorted by name.
    public let attributes: [Attribute]

    /// The record without attributes.
    public static let empty = RecordType([])

    /// Makes a record type; of equal names the last wins.
    public init(_ attributes: [Attribute]) {
        var unique: [Attribute] = []
        for attribute in attributes.sorted(by: { $0.name < $1.name }) {
            if unique.last?.name == attribute.name { unique.removeLast() }
            unique.append(attribute)
        }
        self.attributes = unique
    }

    /// The declaration of a name, or nil.
    public subscript(name: CedarText) -> Attribute? {
        attributes.first { $0.name == name }
    }
}
