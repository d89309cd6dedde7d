/// One item of the register, of any kind; coded as an object with the kind as its one member.
public enum Item: Hashable, Sendable {
    case article(Article)
    case subject(Subject)
    case institution(Institution)
    case office(Office)
    case official(Official)
    case procedure(Procedure)
    case body(Body)
    case mandate(Mandate)
    case safeguard(Safeguard)
    case standard(Standard)
    case component(Component)
    case service(Service)
    case agreement(Agreement)
    case rule(Rule)
    case waiver(Waiver)

    /// The item itself, whatever its kind.
    public var value: any RegisterItem {
        switch self {
        case .article(let item): item
        case .subject(let item): item
        case .institution(let item): item
        case .office(let item): item
        case .official(let item): item
        case .procedure(let item): item
        case .body(let item): item
        case .mandate(let item): item
        case .safeguard(let item): item
        case .standard(let item): item
        case .component(let item): item
        case .service(let item): item
        case .agreement(let item): item
        case .rule(let item): item
        case .waiver(let item): item
        }
    }

    /// The kind of the item.
    public var kind: ItemKind { type(of: value).kind }
    /// The identifier of the item as text.
    public var key: String { value.key }

    /// The kind and the identifier, which together name the item in the register.
    public var reference: ItemReference { ItemReference(kind: kind, key: key) }

    /// Decodes an item of the given kind.
    public init(kind: ItemKind, decode: any ItemDecoding) throws {
        switch kind {
        case .article: self = .article(try decode(Article.self))
        case .subject: self = .subject(try decode(Subject.self))
        case .institution: self = .institution(try decode(Institution.self))
        case .office: self = .office(try decode(Office.self))
        case .official: self = .official(try decode(Official.self))
        case .procedure: self = .procedure(try decode(Procedure.self))
        case .body: self = .body(try decode(Body.self))
        case .mandate: self = .mandate(try decode(Mandate.self))
        case .safeguard: self = .safeguard(try decode(Safeguard.self))
        case .standard: self = .standard(try decode(Standard.self))
        case .component: self = .component(try decode(Component.self))
        case .service: self = .service(try decode(Service.self))
        case .agreement: self = .agreement(try decode(Agreement.self))
        case .rule: self = .rule(try decode(Rule.self))
        case .waiver: self = .waiver(try decode(Waiver.self))
        }
    }
}

/// Something that can decode one item of a type that the caller names.
public protocol ItemDecoding {
    /// Decodes an item of type `T`.
    func callAsFunction<T: RegisterItem>(_ type: T.Type) throws -> T
}

extension Item: Codable {
    private struct KindKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) {
            guard ItemKind(rawValue: stringValue) != nil else { return nil }
            self.stringValue = stringValue
        }
        init?(intValue: Int) { nil }
        init(_ kind: ItemKind) { stringValue = kind.rawValue }
    }

    private struct FromContainer: ItemDecoding {
        let container: KeyedDecodingContainer<KindKey>
        let key: KindKey
        func callAsFunction<T: RegisterItem>(_ type: T.Type) throws -> T {
            try container.decode(type, forKey: key)
        }
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: KindKey.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first,
            let kind = ItemKind(rawValue: key.stringValue)
        else {
            let kinds = ItemKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "an item has one member, its kind: \(kinds)"
                )
            )
        }
        try self.init(kind: kind, decode: FromContainer(container: container, key: key))
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: KindKey.self)
        try encode(value, into: &container)
    }

    private func encode(
        _ item: some RegisterItem,
        into container: inout KeyedEncodingContainer<KindKey>
    ) throws {
        try container.encode(item, forKey: KindKey(kind))
    }
}

/// The kind and identifier of an item.
public struct ItemReference: Codable, Hashable, Sendable, CustomStringConvertible {
    /// The kind.
    public let kind: ItemKind
    /// The identifier as text.
    public let key: String

    /// Makes a reference.
    public init(kind: ItemKind, key: String) {
        self.kind = kind
        self.key = key
    }

    /// The value as text.
    public var description: String { "\(kind.rawValue) `\(key)`" }
}
