/// Decodes one value in its own place.
struct SingleTreeDecoder: SingleValueDecodingContainer {
    let json: JSON
    let path: CodingPath?

    var codingPath: [any CodingKey] { path.codingKeys }

    private func integer<T: FixedWidthInteger>() throws -> T {
        try TreeDecoder.integer(json, at: path)
    }

    func decodeNil() -> Bool {
        if case .null = json { true } else { false }
    }

    func decode(_: String.Type) throws -> String { try TreeDecoder.string(json, at: path) }
    func decode(_: Bool.Type) throws -> Bool { try TreeDecoder.bool(json, at: path) }
    func decode(_: Int.Type) throws -> Int { try integer() }
    func decode(_: Int8.Type) throws -> Int8 { try integer() }
    func decode(_: Int16.Type) throws -> Int16 { try integer() }
    func decode(_: Int32.Type) throws -> Int32 { try integer() }
    func decode(_: Int64.Type) throws -> Int64 { try integer() }
    func decode(_: UInt.Type) throws -> UInt { try integer() }
    func decode(_: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_: UInt64.Type) throws -> UInt64 { try integer() }
    func decode(_: Float.Type) throws -> Float { throw TreeDecoder.floatingPoint(at: path) }
    func decode(_: Double.Type) throws -> Double { throw TreeDecoder.floatingPoint(at: path) }

    func decode<T: Decodable>(_: T.Type) throws -> T {
        try TreeDecoder.decode(T.self, from: json, at: path)
    }
}
