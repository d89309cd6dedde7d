extension CedarAddress {
    /// Reads an IPv4 or IPv6 address with an optional prefix; nil when malformed.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 43 else { return nil }
        let slash = bytes.firstIndex(of: 0x2F)
        let address = bytes[..<(slash ?? bytes.endIndex)]
        let rest = slash.map { bytes[($0 + 1)...] }
        if address.contains(0x3A) {
            guard let (high, low) = Self.version6(address),
                let prefix = Self.prefix(rest, width: 3, maximum: 128)
            else { return nil }
            self.init(high: high, low: low, prefix: prefix, isIPv6: true)
        } else {
            guard let low = Self.version4(address),
                let prefix = Self.prefix(rest, width: 2, maximum: 32)
            else { return nil }
            self.init(high: 0, low: low, prefix: prefix, isIPv6: false)
        }
    }

    private static func prefix(_ bytes: ArraySlice<UInt8>?, width: Int, maximum: Int) -> UInt8? {
        guard let bytes else { return UInt8(maximum) }
        guard let first = bytes.first, bytes.count <= width, bytes.count == 1 || first != 0x30
        else {
            return nil
        }
        var total = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            total = total * 10 + Int(byte - 0x30)
        }
        return total <= maximum ? UInt8(total) : nil
    }

    private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt64? {
        let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var total: UInt64 = 0
        for part in parts {
            guard let octet = prefix(part, width: 3, maximum: 255) else { return nil }
            total = total << 8 | UInt64(octet)
        }
        return total
    }

    private static func version6(_ bytes: ArraySlice<UInt8>) -> (UInt64, UInt64)? {
        var gap: Int?
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            if bytes[index] == 0x3A, bytes[index + 1] == 0x3A {
                gap = index
                break
            }
            index += 1
        }
        guard let gap else {
            guard let words = groups(bytes), words.count == 8 else { return nil }
            return join(words)
        }
        guard let left = groups(bytes[..<gap]), let right = groups(bytes[(gap + 2)...]),
            left.count + right.count <= 7
        else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - left.count - right.count)
        return join(left + zeros + right)
    }

    private static func groups(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        if bytes.isEmpty { return [] }
        var words: [UInt16] = []
        for part in bytes.split(separator: 0x3A, omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.count <= 4 else { return nil }
            var word: UInt16 = 0
            for byte in part {
                guard let digit = hexDigit(byte) else { return nil }
                word = word << 4 | UInt16(digit)
            }
            words.append(word)
        }
        return words
    }

    private static func join(_ words: [UInt16]) -> (UInt64, UInt64) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for word in words.prefix(4) { high = high << 16 | UInt64(word) }
        for word in words.suffix(4) { low = low << 16 | UInt64(word) }
        return (high, low)
    }
}

/// The value of a hexadecimal digit, or nil.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
