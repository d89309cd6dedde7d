/// A recursive descent parser over contiguous bytes.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let options: JSONOptions
    let maximumDepth: Int
    // INVARIANT: 0 <= position <= bytes.count; every read is guarded by `position < bytes.count`.
    var position = 0
    var valuesLeft: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, options: JSONOptions) {
        self.bytes = bytes
        self.options = options
        maximumDepth = min(options.maximumDepth, JSONOptions.depthCeiling)
        valuesLeft = options.maximumValues
    }

    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>,
        options: JSONOptions
    ) -> Result<JSON, JSONError> {
        var parser = JSONParser(bytes, options: options)
        do {
            return .success(try parser.parseDocument())
        } catch {
            return .failure(error)
        }
    }

    private mutating func parseDocument() throws(JSONError) -> JSON {
        guard bytes.count <= options.maximumBytes else {
            throw failure(.tooLarge, "text of \(bytes.count) bytes exceeds the limit", at: 0)
        }
        skipSpace()
        let value = try parseValue(depth: 0)
        skipSpace()
        guard position == bytes.count else {
            throw failure(.trailingText, "text after the value", at: position)
        }
        return value
    }

    mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
        guard position < bytes.count else { throw unexpectedEnd() }
        guard valuesLeft > 0 else {
            throw failure(.tooManyValues, "more values than the limit allows", at: position)
        }
        valuesLeft -= 1
        switch bytes[position] {
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "{"): return try parseObject(depth: depth + 1)
        case UInt8(ascii: "["): return try parseArray(depth: depth + 1)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            let start = position
            try expect("null")
            guard options.allowsNull else {
                throw failure(.nullNotAllowed, "`null` is not allowed", at: start)
            }
            return .null
        default: throw unexpectedCharacter()
        }
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func expect(_ literal: StaticString) throws(JSONError) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard position < bytes.count else { throw unexpectedEnd() }
            guard bytes[position] == literal.utf8Start[index] else { throw unexpectedCharacter() }
            position += 1
        }
    }
}
