/// One typed change to the register.
///
/// In JSON: `{"add": {"rule": {…}}}`, `{"change": {"body": {…}}}` or
/// `{"end": {"kind": "agreement", "key": "…"}}`.
public enum Effect: Hashable, Sendable {
    /// An item that the register does not have yet.
    case add(Item)
    /// A new text of an item that the register has.
    case change(Item)
    /// The end of an item that the register has.
    case end(ItemReference)

    /// The kind and identifier of the item that is touched.
    public var reference: ItemReference {
        switch self {
        case .add(let item), .change(let item): item.reference
        case .end(let reference): reference
        }
    }

    /// The effect in words, such as ``enact rule `birth-record` ``.
    public var sentence: String {
        let reference = reference
        switch (self, reference.kind) {
        case (.add, .rule): return "enact \(reference)"
        case (.add, .mandate): return "grant \(reference)"
        case (.add, .agreement): return "approve \(reference)"
        case (.add, .standard): return "adopt \(reference)"
        case (.add, .body): return "establish \(reference)"
        case (.add, .official): return "appoint \(reference)"
        case (.add, _): return "add \(reference)"
        case (.change, _): return "change \(reference)"
        case (.end, .rule): return "repeal \(reference)"
        case (.end, .mandate): return "revoke \(reference)"
        case (.end, .official): return "relieve \(reference)"
        case (.end, _): return "end \(reference)"
        }
    }
}

extension Effect: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case add
        case change
        case end
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "an effect has one member: add, change or end"
                )
            )
        }
        switch key {
        case .add: self = .add(try container.decode(Item.self, forKey: key))
        case .change: self = .change(try container.decode(Item.self, forKey: key))
        case .end: self = .end(try container.decode(ItemReference.self, forKey: key))
        }
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .add(let item): try container.encode(item, forKey: .add)
        case .change(let item): try container.encode(item, forKey: .change)
        case .end(let reference): try container.encode(reference, forKey: .end)
        }
    }
}
