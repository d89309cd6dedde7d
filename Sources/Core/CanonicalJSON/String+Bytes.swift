extension String {
    /// Whether both strings hold the same UTF-8 bytes; `==` would compare canonical equivalence.
    func hasSameBytes(as other: String) -> Bool {
        let count = utf8.count
        guard count == other.utf8.count else { return false }
        let answer = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                var index = 0
                while index < count {
                    guard left[index] == right[index] else { return false }
                    index += 1
                }
                return true
            }
        }
        if let answer = answer ?? nil { return answer }
        return utf8.elementsEqual(other.utf8)
    }

    /// Feeds the UTF-8 bytes to a hasher.
    func hashBytes(into hasher: inout Hasher) {
        let done: Void? = utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if done == nil {
            for byte in utf8 { hasher.combine(byte) }
        }
    }

    /// Whether this string sorts before the other by UTF-16 code units (RFC 8785, section 3.2.3).
    ///
    /// UTF-8 order equals UTF-16 order except that U+E000 to U+FFFF (lead bytes EE and EF) sort
    /// after the surrogate pairs of all supplementary characters (lead bytes F0 to F4).
    func precedesInUTF16(_ other: String) -> Bool {
        let answer = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { String.precedes(left, $0) }
        }
        if let answer = answer ?? nil { return answer }
        return String.precedes(Array(utf8), Array(other.utf8))
    }

    private static func precedes(
        _ left: some RandomAccessCollection<UInt8>,
        _ right: some RandomAccessCollection<UInt8>
    ) -> Bool {
        for (one, two) in zip(left, right) where one != two {
            return utf16Rank(one) < utf16Rank(two)
        }
        return left.count < right.count
    }

    private static func utf16Rank(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0xEE, 0xEF: byte + 0x10
        case 0xF0...: byte - 0x02
        default: byte
        }
    }
}

/// A string used as a dictionary key by its bytes.
struct ByteKey: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ByteKey, right: ByteKey) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    func hash(into hasher: inout Hasher) {
        text.hashBytes(into: &hasher)
    }
}
