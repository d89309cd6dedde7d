/// A decimal number with four places, the `decimal` extension type.
public struct CedarDecimal: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number times ten thousand.
    public let scaled: Int64

    /// Makes a number from its ten-thousandths.
    public init(scaled: Int64) {
        self.scaled = scaled
    }

    /// Reads `-?digits.digits` with one to four places; nil when malformed or out of range.
    public init?(_ text: String) {
        var reader = ByteReader(text)
        let negative = reader.take("-")
        guard let whole = reader.digits(), reader.take("."), let places = reader.digits(),
            reader.isAtEnd, places.count <= 4
        else { return nil }
        var total: Int64 = 0
        for index in 0..<(whole.count + 4) {
            let digit: Int64
            if index < whole.count {
                digit = Int64(whole[whole.startIndex + index] - 0x30)
            } else if index - whole.count < places.count {
                digit = Int64(places[places.startIndex + index - whole.count] - 0x30)
            } else {
                digit = 0
            }
            let (product, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                negative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            total = sum
        }
        self.scaled = total
    }

    /// The number with one to four places.
    public var description: String {
        let magnitude = scaled.magnitude
        var places = String(magnitude % 10_000)
        while places.utf8.count < 4 { places = "0" + places }
        while places.utf8.count > 1, places.utf8.last == 0x30 { places.removeLast() }
        return "\(scaled < 0 ? "-" : "")\(magnitude / 10_000).\(places)"
    }

    /// Order of the numbers.
    public static func < (left: CedarDecimal, right: CedarDecimal) -> Bool {
        left.scaled < right.scaled
    }
}
