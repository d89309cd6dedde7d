/// Encodes the elements of one array.
struct UnkeyedTreeEncoder: UnkeyedEncodingContainer {
    let node: EncodingNode
    let path: CodingPath?

    init(node: EncodingNode, path: CodingPath?) {
        self.node = node
        self.path = path
        node.becomeArray()
    }

    var codingPath: [any CodingKey] { path.codingKeys }
    var count: Int { node.count }

    private func append(_ value: some BinaryInteger) throws {
        if let number = Int64(exactly: value) { return node.append(.integer(number)) }
        node.append(try TreeEncoder.integer(value, at: path.appending(count)))
    }

    func encodeNil() { node.append(.null) }
    func encode(_ value: Bool) { node.append(.bool(value)) }
    func encode(_ value: String) { node.append(.string(value)) }
    func encode(_ value: Int) throws { try append(value) }
    func encode(_ value: Int8) throws { try append(value) }
    func encode(_ value: Int16) throws { try append(value) }
    func encode(_ value: Int32) throws { try append(value) }
    func encode(_ value: Int64) throws { try append(value) }
    func encode(_ value: UInt) throws { try append(value) }
    func encode(_ value: UInt8) throws { try append(value) }
    func encode(_ value: UInt16) throws { try append(value) }
    func encode(_ value: UInt32) throws { try append(value) }
    func encode(_ value: UInt64) throws { try append(value) }

    func encode(_ value: Float) throws {
        throw TreeEncoder.floatingPoint(at: path.appending(count))
    }

    func encode(_ value: Double) throws {
        throw TreeEncoder.floatingPoint(at: path.appending(count))
    }

    func encode<T: Encodable>(_ value: T) throws {
        node.append(try TreeEncoder.encode(value, at: path.appending(count)))
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        let (child, path) = nest()
        return KeyedEncodingContainer(KeyedTreeEncoder<NestedKey>(node: child, path: path))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let (child, path) = nest()
        return UnkeyedTreeEncoder(node: child, path: path)
    }

    private func nest() -> (EncodingNode, CodingPath) {
        let path = path.appending(count)
        let child = EncodingNode()
        node.append(child)
        return (child, path)
    }

    func superEncoder() -> any Encoder {
        let encoder = TreeEncoder(path: path.appending(count))
        node.append(encoder.node)
        return encoder
    }
}
