enum UTF8Check {
    /// Finds the first byte that does not start or continue a well-formed sequence.
    ///
    /// Follows table 3-7 of the Unicode Standard: no overlong forms, no surrogates, nothing beyond
    /// U+10FFFF.
    ///
    /// - Returns: the offset where the first ill-formed sequence starts, `nil` for UTF-8.
    static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            guard let (length, second) = sequence(startingWith: lead),
                index + length <= bytes.count, second.contains(bytes[index + 1])
            else { return index }
            for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 {
                return index
            }
            index += length
        }
        return nil
    }

    private static func sequence(
        startingWith lead: UInt8
    ) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
