enum Bytes {
    static let newline = UInt8(ascii: "\n")

    /// Whether two texts hold the same UTF-8 bytes; `==` would compare canonical equivalence.
    static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    /// Reads a decimal number without sign and leading zeros that fits 63 bits.
    static func decimal(_ text: some Collection<UInt8>) -> Int? {
        guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else {
            return nil
        }
        var total = 0
        for byte in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (product, productOverflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            guard !productOverflow, !sumOverflow else { return nil }
            total = sum
        }
        return total
    }
}
