/// Encodes one value in its own place.
struct SingleTreeEncoder: SingleValueEncodingContainer {
    let node: EncodingNode
    let path: CodingPath?

    var codingPath: [any CodingKey] { path.codingKeys }

    private func set(_ value: some BinaryInteger) throws {
        node.set(try TreeEncoder.integer(value, at: path))
    }

    func encodeNil() { node.set(.null) }
    func encode(_ value: Bool) { node.set(.bool(value)) }
    func encode(_ value: String) { node.set(.string(value)) }
    func encode(_ value: Int) throws { try set(value) }
    func encode(_ value: Int8) throws { try set(value) }
    func encode(_ value: Int16) throws { try set(value) }
    func encode(_ value: Int32) throws { try set(value) }
    func encode(_ value: Int64) throws { try set(value) }
    func encode(_ value: UInt) throws { try set(value) }
    func encode(_ value: UInt8) throws { try set(value) }
    func encode(_ value: UInt16) throws { try set(value) }
    func encode(_ value: UInt32) throws { try set(value) }
    func encode(_ value: UInt64) throws { try set(value) }
    func encode(_ value: Float) throws { throw TreeEncoder.floatingPoint(at: path) }
    func encode(_ value: Double) throws { throw TreeEncoder.floatingPoint(at: path) }

    func encode<T: Encodable>(_ value: T) throws {
        node.set(try TreeEncoder.encode(value, at: path))
    }
}
