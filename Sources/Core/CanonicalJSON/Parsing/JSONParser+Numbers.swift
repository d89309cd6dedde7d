extension JSONParser {
    /// Parses a number (RFC 8259, section 6); the first byte is `-` or a digit.
    mutating func parseNumber() throws(JSONError) -> JSON {
        let start = position
        let negative = bytes[position] == UInt8(ascii: "-")
        if negative { position += 1 }
        guard let first = digit() else {
            throw invalidNumber("`-` without digits", from: start)
        }
        position += 1
        // The value is summed up below zero, where the 64-bit range is one larger.
        var total = -Int64(first)
        var fits = true
        if first == 0, digit() != nil {
            throw invalidNumber("a number cannot start with `0`", from: start)
        }
        while let next = digit() {
            position += 1
            let (product, productOverflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.subtractingReportingOverflow(Int64(next))
            fits = fits && !productOverflow && !sumOverflow
            total = sum
        }
        if try skipFractionAndExponent(from: start) {
            return try decimal(from: start, .decimalNotAllowed, "decimals are not allowed")
        }
        guard fits, negative || total != .min else {
            return try decimal(from: start, .numberOutOfRange, "integer exceeds 64 bits")
        }
        return .integer(negative ? total : -total)
    }

    private mutating func skipFractionAndExponent(from start: Int) throws(JSONError) -> Bool {
        var found = false
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            found = true
            position += 1
            try skipDigits(from: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            found = true
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try skipDigits(from: start)
        }
        return found
    }

    private mutating func skipDigits(from start: Int) throws(JSONError) {
        guard digit() != nil else { throw invalidNumber("number without digits", from: start) }
        while digit() != nil { position += 1 }
    }

    private func digit() -> UInt8? {
        guard position < bytes.count else { return nil }
        let value = bytes[position] &- UInt8(ascii: "0")
        return value <= 9 ? value : nil
    }

    private func decimal(
        from start: Int,
        _ code: JSONError.Code,
        _ reason: String
    ) throws(JSONError) -> JSON {
        guard options.allowsDecimals else { throw failure(code, reason, at: start) }
        return .decimal(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func invalidNumber(_ reason: String, from start: Int) -> JSONError {
        position < bytes.count ? failure(.invalidNumber, reason, at: start) : unexpectedEnd()
    }
}
