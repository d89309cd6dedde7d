extension JSONParser {
    mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
        try enter(depth)
        skipSpace()
        var elements: [JSON] = []
        if consume(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try parseValue(depth: depth))
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(elements) }
            try require(UInt8(ascii: ","))
            skipSpace()
        }
    }

    mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
        try enter(depth)
        skipSpace()
        var object = JSONObject()
        if consume(UInt8(ascii: "}")) { return .object(object) }
        object.reserveForParsing()
        while true {
            guard position < bytes.count else { throw unexpectedEnd() }
            guard bytes[position] == UInt8(ascii: "\"") else { throw unexpectedCharacter() }
            let keyStart = position
            let key = try parseString()
            guard object.position(of: key) == nil else {
                throw failure(.duplicateKey, "duplicate key `\(key)`", at: keyStart)
            }
            skipSpace()
            try require(UInt8(ascii: ":"))
            skipSpace()
            object.append(key, try parseValue(depth: depth))
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(object) }
            try require(UInt8(ascii: ","))
            skipSpace()
        }
    }

    private mutating func enter(_ depth: Int) throws(JSONError) {
        guard depth <= maximumDepth else {
            throw failure(.tooDeep, "nested deeper than \(maximumDepth) levels", at: position)
        }
        position += 1
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func require(_ byte: UInt8) throws(JSONError) {
        guard position < bytes.count else { throw unexpectedEnd() }
        guard bytes[position] == byte else { throw unexpectedCharacter() }
        position += 1
    }
}
