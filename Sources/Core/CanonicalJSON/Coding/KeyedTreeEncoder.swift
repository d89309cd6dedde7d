/// Encodes the members of one object.
struct KeyedTreeEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodingNode
    let path: CodingPath?
    let form: KeyedForm

    init(node: EncodingNode, path: CodingPath?, form: KeyedForm = KeyedForm(Key.self)) {
        self.node = node
        self.path = path
        self.form = form
        node.becomeObject(form)
    }

    var codingPath: [any CodingKey] { path.codingKeys }

    private func place(of key: some CodingKey) -> (name: String, path: CodingPath) {
        let name = form.name(of: key)
        return (name, path.appending(name))
    }

    private func set(_ value: JSON, for key: Key) {
        node.set(value, for: form.name(of: key))
    }

    private func set(_ value: some BinaryInteger, for key: Key) throws {
        if let number = Int64(exactly: value) { return set(.integer(number), for: key) }
        let (name, path) = place(of: key)
        node.set(try TreeEncoder.integer(value, at: path), for: name)
    }

    func encodeNil(forKey key: Key) { set(.null, for: key) }
    func encode(_ value: String, forKey key: Key) { set(.string(value), for: key) }
    func encode(_ value: Int, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: Int8, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: Int16, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: Int32, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: Int64, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: UInt, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: UInt8, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: UInt16, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: UInt32, forKey key: Key) throws { try set(value, for: key) }
    func encode(_ value: UInt64, forKey key: Key) throws { try set(value, for: key) }

    func encode(_ value: Float, forKey key: Key) throws {
        throw TreeEncoder.floatingPoint(at: place(of: key).path)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        throw TreeEncoder.floatingPoint(at: place(of: key).path)
    }

    func encode(_ value: Bool, forKey key: Key) {
        if case .type = form, value.isDecodingDefault { return }
        set(.bool(value), for: key)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        if case .type = form, let value = value as? any DefaultDecodable, value.isDecodingDefault {
            return
        }
        try encodeAlways(value, forKey: key)
    }

    private func encodeAlways<T: Encodable>(_ value: T, forKey key: Key) throws {
        let (name, path) = place(of: key)
        node.set(try TreeEncoder.encode(value, at: path), for: name)
    }

    // A default inside an optional is written, or it would come back as `nil`.
    func encodeIfPresent(_ value: Bool?, forKey key: Key) {
        if let value { set(.bool(value), for: key) }
    }

    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        if let value { try encodeAlways(value, forKey: key) }
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        let (child, path) = nest(key)
        return KeyedEncodingContainer(KeyedTreeEncoder<NestedKey>(node: child, path: path))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let (child, path) = nest(key)
        return UnkeyedTreeEncoder(node: child, path: path)
    }

    private func nest(_ key: Key) -> (EncodingNode, CodingPath) {
        let (name, path) = place(of: key)
        let child = EncodingNode()
        node.set(child, for: name)
        return (child, path)
    }

    func superEncoder() -> any Encoder { nestedEncoder(for: PathKey(.key("super"))) }
    func superEncoder(forKey key: Key) -> any Encoder { nestedEncoder(for: key) }

    private func nestedEncoder(for key: some CodingKey) -> any Encoder {
        let (name, path) = place(of: key)
        let encoder = TreeEncoder(path: path)
        node.set(encoder.node, for: name)
        return encoder
    }
}
