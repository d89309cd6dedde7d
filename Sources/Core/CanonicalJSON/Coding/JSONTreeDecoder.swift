/// Turns JSON values into `Decodable` types, by the house's rules.
///
/// Member names are the coding keys in snake_case. A member the type does not know is refused, an
/// absent ``DefaultDecodable`` member gets its default, integers are range-checked, and
/// floating-point types are refused.
///
/// A type without coding keys of its own (an empty struct) asks for no members, so none is refused.
public struct JSONTreeDecoder: Sendable {
    /// Makes a decoder.
    public init() {}

    /// Decodes a value.
    ///
    /// - Throws: ``JSONCodingError``, also for a `DecodingError` of the type's own `init(from:)`;
    ///   any other error of such an initialiser is passed on as it is.
    public func decode<T: Decodable>(_: T.Type, from json: JSON) throws -> T {
        try TreeDecoder.decode(T.self, from: json, at: nil)
    }
}

/// The decoder behind ``JSONTreeDecoder`` for one value.
final class TreeDecoder: Decoder {
    let json: JSON
    let path: CodingPath?

    init(_ json: JSON, path: CodingPath?) {
        self.json = json
        self.path = path
    }

    var codingPath: [any CodingKey] { path.codingKeys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try KeyedTreeDecoder<Key>(json, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try UnkeyedTreeDecoder(json, path: path)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SingleTreeDecoder(json: json, path: path)
    }

    static func decode<T: Decodable>(
        _: T.Type,
        from json: JSON,
        at path: CodingPath?
    ) throws -> T {
        if T.self == String.self, let value = try string(json, at: path) as? T { return value }
        if T.self == JSON.self, let value = json as? T { return value }
        try path.checkDepth()
        do {
            return try T(from: TreeDecoder(json, path: path))
        } catch let error as DecodingError {
            throw JSONCodingError(error, at: path)
        }
    }
}
