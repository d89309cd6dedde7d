extension JSONParser {
    /// Makes an error with the line and column of an offset.
    func failure(_ code: JSONError.Code, _ reason: String, at offset: Int) -> JSONError {
        var line = 1
        var column = 1
        for byte in bytes[..<min(offset, bytes.count)] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return JSONError(code: code, reason: reason, offset: offset, line: line, column: column)
    }

    func unexpectedEnd() -> JSONError {
        failure(.unexpectedEnd, "unexpected end of the text", at: bytes.count)
    }

    func unexpectedCharacter() -> JSONError {
        let byte = bytes[position]
        let shown =
            (0x20..<0x7F).contains(byte)
            ? "`\(Unicode.Scalar(byte))`"
            : "byte `0x\(String(byte, radix: 16, uppercase: true))`"
        return failure(.unexpectedCharacter, "unexpected \(shown)", at: position)
    }
}
