/// Decodes the members of one object.
struct KeyedTreeDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let object: JSONObject
    let path: CodingPath?
    let form: KeyedForm

    /// Checks that the value is an object and that the type knows each of its members.
    init(_ json: JSON, path: CodingPath?) throws {
        guard case .object(let object) = json else {
            throw TreeDecoder.mismatch("an object", json, at: path)
        }
        try path.checkDepth()
        self.object = object
        self.path = path
        form = KeyedForm(Key.self)
        switch form {
        case .type: try refuseUnknownKeys()
        case .dictionary: try refuseEquivalentKeys()
        }
    }

    private func refuseUnknownKeys() throws {
        for (name, _) in object where form.key(named: name, as: Key.self) == nil {
            throw Optional(path.appending(name)).failure(.unknownKey, "unknown member `\(name)`")
        }
    }

    /// A Swift dictionary would silently keep only one of two canonically equivalent keys.
    private func refuseEquivalentKeys() throws {
        var seen: Set<String> = []
        for (name, _) in object where !seen.insert(name).inserted {
            throw Optional(path.appending(name)).failure(
                .equivalentKeys,
                "key `\(name)` is equivalent to another key"
            )
        }
    }

    var codingPath: [any CodingKey] { path.codingKeys }

    var allKeys: [Key] {
        object.compactMap { form.key(named: $0.key, as: Key.self) }
    }

    private func member(_ key: some CodingKey) throws -> JSON {
        let name = form.name(of: key)
        guard let json = object[name] else {
            throw path.failure(.missingKey, "missing member `\(name)`")
        }
        return json
    }

    private func place(of key: some CodingKey) -> CodingPath {
        path.appending(form.name(of: key))
    }

    private func integer<T: FixedWidthInteger>(_ key: Key) throws -> T {
        try TreeDecoder.integer(try member(key), at: place(of: key))
    }

    func contains(_ key: Key) -> Bool { object[form.name(of: key)] != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        if case .null = try member(key) { true } else { false }
    }

    func decode(_: String.Type, forKey key: Key) throws -> String {
        try TreeDecoder.string(try member(key), at: place(of: key))
    }

    func decode(_: Bool.Type, forKey key: Key) throws -> Bool {
        if case .type = form, !contains(key) { return Bool.decodingDefault }
        return try TreeDecoder.bool(try member(key), at: place(of: key))
    }

    func decode(_: Int.Type, forKey key: Key) throws -> Int { try integer(key) }
    func decode(_: Int8.Type, forKey key: Key) throws -> Int8 { try integer(key) }
    func decode(_: Int16.Type, forKey key: Key) throws -> Int16 { try integer(key) }
    func decode(_: Int32.Type, forKey key: Key) throws -> Int32 { try integer(key) }
    func decode(_: Int64.Type, forKey key: Key) throws -> Int64 { try integer(key) }
    func decode(_: UInt.Type, forKey key: Key) throws -> UInt { try integer(key) }
    func decode(_: UInt8.Type, forKey key: Key) throws -> UInt8 { try integer(key) }
    func decode(_: UInt16.Type, forKey key: Key) throws -> UInt16 { try integer(key) }
    func decode(_: UInt32.Type, forKey key: Key) throws -> UInt32 { try integer(key) }
    func decode(_: UInt64.Type, forKey key: Key) throws -> UInt64 { try integer(key) }

    func decode(_: Float.Type, forKey key: Key) throws -> Float {
        throw TreeDecoder.floatingPoint(at: place(of: key))
    }

    func decode(_: Double.Type, forKey key: Key) throws -> Double {
        throw TreeDecoder.floatingPoint(at: place(of: key))
    }

    func decode<T: Decodable>(_: T.Type, forKey key: Key) throws -> T {
        if case .type = form, !contains(key), let type = T.self as? any DefaultDecodable.Type,
            let value = type.decodingDefault as? T
        {
            return value
        }
        return try TreeDecoder.decode(T.self, from: try member(key), at: place(of: key))
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        let nested = try KeyedTreeDecoder<NestedKey>(try member(key), path: place(of: key))
        return KeyedDecodingContainer(nested)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try UnkeyedTreeDecoder(try member(key), path: place(of: key))
    }

    func superDecoder() throws -> any Decoder {
        let key = PathKey(.key("super"))
        return TreeDecoder(try member(key), path: place(of: key))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        TreeDecoder(try member(key), path: place(of: key))
    }
}
