/// Decodes the elements of one array.
struct UnkeyedTreeDecoder: UnkeyedDecodingContainer {
    let elements: [JSON]
    let path: CodingPath?
    private(set) var currentIndex = 0

    init(_ json: JSON, path: CodingPath?) throws {
        guard case .array(let elements) = json else {
            throw TreeDecoder.mismatch("an array", json, at: path)
        }
        try path.checkDepth()
        self.elements = elements
        self.path = path
    }

    var codingPath: [any CodingKey] { path.codingKeys }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    private var place: CodingPath { path.appending(currentIndex) }

    /// Decodes the current element and moves on when that succeeds.
    private mutating func next<T>(_ decode: (JSON, CodingPath?) throws -> T) throws -> T {
        guard currentIndex < elements.count else {
            throw path.failure(.missingKey, "missing element `\(currentIndex)`")
        }
        let value = try decode(elements[currentIndex], place)
        currentIndex += 1
        return value
    }

    private mutating func integer<T: FixedWidthInteger>() throws -> T {
        guard currentIndex < elements.count else {
            throw path.failure(.missingKey, "missing element `\(currentIndex)`")
        }
        let value: T = try TreeDecoder.integer(elements[currentIndex], at: place)
        currentIndex += 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, case .null = elements[currentIndex] else {
            return false
        }
        currentIndex += 1
        return true
    }

    mutating func decode(_: String.Type) throws -> String {
        try next { try TreeDecoder.string($0, at: $1) }
    }

    mutating func decode(_: Bool.Type) throws -> Bool {
        try next { try TreeDecoder.bool($0, at: $1) }
    }

    mutating func decode(_: Int.Type) throws -> Int { try integer() }
    mutating func decode(_: Int8.Type) throws -> Int8 { try integer() }
    mutating func decode(_: Int16.Type) throws -> Int16 { try integer() }
    mutating func decode(_: Int32.Type) throws -> Int32 { try integer() }
    mutating func decode(_: Int64.Type) throws -> Int64 { try integer() }
    mutating func decode(_: UInt.Type) throws -> UInt { try integer() }
    mutating func decode(_: UInt8.Type) throws -> UInt8 { try integer() }
    mutating func decode(_: UInt16.Type) throws -> UInt16 { try integer() }
    mutating func decode(_: UInt32.Type) throws -> UInt32 { try integer() }
    mutating func decode(_: UInt64.Type) throws -> UInt64 { try integer() }

    mutating func decode(_: Float.Type) throws -> Float {
        throw TreeDecoder.floatingPoint(at: place)
    }

    mutating func decode(_: Double.Type) throws -> Double {
        throw TreeDecoder.floatingPoint(at: place)
    }

    mutating func decode<T: Decodable>(_: T.Type) throws -> T {
        try next { try TreeDecoder.decode(T.self, from: $0, at: $1) }
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try next { KeyedDecodingContainer(try KeyedTreeDecoder<NestedKey>($0, path: $1)) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try UnkeyedTreeDecoder($0, path: $1) }
    }

    mutating func superDecoder() throws -> any Decoder {
        try next { TreeDecoder($0, path: $1) }
    }
}
