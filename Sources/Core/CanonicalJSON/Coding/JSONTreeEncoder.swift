/// Turns `Encodable` values into JSON values, by the house's rules.
///
/// Member names are the coding keys in snake_case; `nil` optionals and ``DefaultDecodable``
/// defaults are left out; dictionaries keep their keys and are sorted by them; floating-point
/// numbers are refused.
public struct JSONTreeEncoder: Sendable {
    /// Makes an encoder.
    public init() {}

    /// Encodes a value.
    ///
    /// - Throws: ``JSONCodingError``, or whatever else the type's own `encode(to:)` throws.
    public func encode(_ value: some Encodable) throws -> JSON {
        try TreeEncoder.encode(value, at: nil)
    }
}

/// The encoder behind ``JSONTreeEncoder`` for one value.
final class TreeEncoder: Encoder {
    let path: CodingPath?
    let node = EncodingNode()

    init(path: CodingPath?) {
        self.path = path
    }

    var codingPath: [any CodingKey] { path.codingKeys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedTreeEncoder<Key>(node: node, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedTreeEncoder(node: node, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleTreeEncoder(node: node, path: path)
    }

    static func encode(_ value: some Encodable, at path: CodingPath?) throws -> JSON {
        if let json = direct(value) { return json }
        try path.checkDepth()
        let encoder = TreeEncoder(path: path)
        do {
            try value.encode(to: encoder)
        } catch let error as EncodingError {
            throw JSONCodingError(error, at: path)
        }
        return encoder.node.finished()
    }

    /// The value as JSON where that needs no encoder.
    private static func direct<T: Encodable>(_ value: T) -> JSON? {
        if T.self == String.self, let text = value as? String { return .string(text) }
        if T.self == Int.self, let number = value as? Int { return .integer(Int64(number)) }
        if T.self == JSON.self, let json = value as? JSON { return json }
        return nil
    }

    static func integer(_ value: some BinaryInteger, at path: CodingPath?) throws -> JSON {
        guard let number = Int64(exactly: value) else {
            throw path.failure(.outOfRange, "integer `\(value)` exceeds 64 bits")
        }
        return .integer(number)
    }

    static func floatingPoint(at path: CodingPath?) -> JSONCodingError {
        path.failure(.unsupported, "floating-point numbers are not supported")
    }
}
