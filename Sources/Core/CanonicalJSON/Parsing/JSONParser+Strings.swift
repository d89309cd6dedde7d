extension JSONParser {
    /// Parses a string (RFC 8259, section 7); the first byte is the quotation mark.
    mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        var seen: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let content = UnsafeBufferPointer(rebasing: bytes[start..<position])
                if seen >= 0x80, let fault = UTF8Check.firstFault(in: content) {
                    throw failure(.invalidUTF8, "string is not UTF-8", at: start + fault)
                }
                position += 1
                return String(decoding: content, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
            if byte < 0x20 { throw controlCharacter() }
            seen |= byte
            position += 1
        }
        throw unexpectedEnd()
    }

    /// Goes on with a string that holds at least one escape, at the current position.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var content = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                // Escapes are whole scalars, so only the bytes between them can be at fault.
                let source = UnsafeBufferPointer(rebasing: bytes[start..<position - 1])
                if let fault = UTF8Check.firstFault(in: source) {
                    throw failure(.invalidUTF8, "string is not UTF-8", at: start + fault)
                }
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try parseEscape(into: &content)
            case ..<0x20: throw controlCharacter()
            default:
                content.append(byte)
                position += 1
            }
        }
        throw unexpectedEnd()
    }

    private mutating func parseEscape(into content: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw unexpectedEnd() }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try parseScalar()).utf8)
        default: throw failure(.invalidEscape, "unknown escape", at: position - 2)
        }
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private mutating func parseScalar() throws(JSONError) -> Unicode.Scalar {
        let start = position - 2
        let first = try parseHexadecimal(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        else { throw loneSurrogate(at: start) }
        position += 2
        let second = try parseHexadecimal(from: position - 2)
        guard second >= 0xDC00, second < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw loneSurrogate(at: start) }
        return scalar
    }

    private mutating func parseHexadecimal(from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw unexpectedEnd() }
            let byte = bytes[position]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: throw failure(.invalidEscape, "`\\u` needs four digits", at: start)
            }
            position += 1
        }
        return value
    }

    private func controlCharacter() -> JSONError {
        failure(.controlCharacter, "control character in a string", at: position)
    }

    private func loneSurrogate(at offset: Int) -> JSONError {
        failure(.loneSurrogate, "half of a surrogate pair", at: offset)
    }
}
