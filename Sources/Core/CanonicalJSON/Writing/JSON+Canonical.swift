extension JSON {
    /// The largest magnitude of an integer in canonical JSON, 2^53 − 1 (RFC 8785, appendix B).
    public static let canonicalIntegerLimit: Int64 = 9_007_199_254_740_991

    /// Writes the value in the JSON Canonicalization Scheme (RFC 8785).
    ///
    /// - Returns: UTF-8 bytes without space, members sorted by UTF-16 code units.
    /// - Throws: ``JSONError`` with code `number_out_of_range` for an integer beyond
    ///   ±``canonicalIntegerLimit``, `decimal_not_allowed` for a decimal, and `too_deep` beyond
    ///   ``JSONOptions/depthCeiling`` levels.
    public func canonicalBytes() throws(JSONError) -> [UInt8] {
        var output: [UInt8] = []
        try CanonicalWriter.write(self, to: &output, depth: 0)
        return output
    }
}

enum CanonicalWriter {
    static func write(_ value: JSON, to output: inout [UInt8], depth: Int) throws(JSONError) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number):
            guard number.magnitude <= JSON.canonicalIntegerLimit.magnitude else {
                throw JSONError(
                    code: .numberOutOfRange,
                    reason: "integer `\(number)` exceeds 2^53 - 1"
                )
            }
            output.append(contentsOf: String(number).utf8)
        case .decimal(let text):
            throw JSONError(code: .decimalNotAllowed, reason: "decimal `\(text)` is not allowed")
        case .string(let text): StringWriter.write(text, to: &output)
        case .array(let elements): try writeArray(elements, to: &output, depth: depth + 1)
        case .object(let object): try writeObject(object, to: &output, depth: depth + 1)
        }
    }

    private static func writeArray(
        _ elements: [JSON],
        to output: inout [UInt8],
        depth: Int
    ) throws(JSONError) {
        try check(depth)
        output.append(UInt8(ascii: "["))
        var first = true
        for element in elements {
            if !first { output.append(UInt8(ascii: ",")) }
            first = false
            try write(element, to: &output, depth: depth)
        }
        output.append(UInt8(ascii: "]"))
    }

    private static func writeObject(
        _ object: JSONObject,
        to output: inout [UInt8],
        depth: Int
    ) throws(JSONError) {
        try check(depth)
        output.append(UInt8(ascii: "{"))
        var first = true
        for position in object.canonicalOrder() {
            let (key, value) = object[position]
            if !first { output.append(UInt8(ascii: ",")) }
            first = false
            StringWriter.write(key, to: &output)
            output.append(UInt8(ascii: ":"))
            try write(value, to: &output, depth: depth)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func check(_ depth: Int) throws(JSONError) {
        guard depth <= JSONOptions.depthCeiling else {
            throw JSONError(
                code: .tooDeep,
                reason: "nested deeper than \(JSONOptions.depthCeiling) levels"
            )
        }
    }
}
