extension JSON {
    /// Parses one JSON text (RFC 8259) in UTF-8.
    ///
    /// Besides malformed text this refuses a byte order mark, duplicate keys, lone surrogates and
    /// whatever exceeds the options, so that two parsers cannot read one text differently.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - options: limits, and whether `null` and decimals are accepted.
    /// - Throws: ``JSONError`` with the place of the first fault.
    public init(
        parsing bytes: some Collection<UInt8>,
        options: JSONOptions = .strict
    ) throws(JSONError) {
        let result: Result<JSON, JSONError> =
            bytes.withContiguousStorageIfAvailable { JSONParser.parse($0, options: options) }
            ?? Array(bytes).withUnsafeBufferPointer { JSONParser.parse($0, options: options) }
        self = try result.get()
    }
}
