/// What the typechecker knows of the value of an expression.
///
/// Beside the types a schema can declare there are the type without values, which is that of the
/// members of an empty set, unions of entity types, and records that may have further attributes.
indirect enum InferredType: Hashable, Sendable {
    /// No value at all.
    case never
    case bool(CedarType.Truth)
    case long
    case string
    /// An entity of one of these types: at least one, sorted.
    case entity([CedarText])
    case set(InferredType)
    case record(InferredRecord)
    case decimal
    case ipaddr
    case datetime
    case duration

    init(_ type: CedarType) {
        switch type {
        case .bool(let truth): self = .bool(truth)
        case .long: self = .long
        case .string: self = .string
        case .entity(let name): self = .entity([name])
        case .set(let element): self = .set(InferredType(element))
        case .record(let record): self = .record(InferredRecord(record))
        case .decimal: self = .decimal
        case .ipaddr: self = .ipaddr
        case .datetime: self = .datetime
        case .duration: self = .duration
        }
    }

    /// The type as messages name it.
    var name: String {
        switch self {
        case .never: "nothing"
        case .bool(let truth): CedarType.bool(truth).name
        case .long: CedarType.long.name
        case .string: CedarType.string.name
        case .entity(let names): names.map(\.string).joined(separator: " or ")
        case .set(let element): "Set<\(element.name)>"
        case .record: "record"
        case .decimal: CedarType.decimal.name
        case .ipaddr: CedarType.ipaddr.name
        case .datetime: CedarType.datetime.name
        case .duration: CedarType.duration.name
        }
    }
}

/// What is known of a record: its attributes, and whether it may have others.
struct InferredRecord: Hashable, Sendable {
    /// One attribute.
    struct Attribute: Hashable, Sendable {
        let name: CedarText
        let type: InferredType
        let isRequired: Bool
    }

    /// The attributes, sorted by name.
    let attributes: [Attribute]
    /// Whether values may have attributes of which nothing is known.
    var isOpen = false

    static let empty = InferredRecord(attributes: [])

    init(attributes: [Attribute], isOpen: Bool = false) {
        self.attributes = attributes
        self.isOpen = isOpen
    }

    init(_ record: RecordType) {
        self.attributes = record.attributes.map {
            Attribute(name: $0.name, type: InferredType($0.type), isRequired: $0.isRequired)
        }
    }

    subscript(name: CedarText) -> Attribute? {
        attributes.first { $0.name == name }
    }
}
