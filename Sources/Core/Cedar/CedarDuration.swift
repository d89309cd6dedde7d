/// A length of time in milliseconds, the `duration` extension type.
public struct CedarDuration: Sendable, Hashable, Comparable {
    private static let units: [(name: String, factor: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The length, which may be negative.
    public let milliseconds: Int64

    /// Makes a duration from milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads days, hours, minutes, seconds and milliseconds in this order, such as `-1d12h`;
    /// nil when malformed or out of range.
    public init?(_ text: String) {
        var reader = ByteReader(text)
        let negative = reader.take("-")
        var total: Int64 = 0
        var next = 0
        if reader.isAtEnd { return nil }
        while !reader.isAtEnd {
            guard let digits = reader.digits(), let unit = Self.unit(&reader), unit >= next else {
                return nil
            }
            next = unit + 1
            var amount: Int64 = 0
            for digit in digits {
                let (product, overflow) = amount.multipliedReportingOverflow(by: 10)
                let step = Int64(digit - 0x30)
                let (sum, carry) = product.addingReportingOverflow(negative ? -step : step)
                if overflow || carry { return nil }
                amount = sum
            }
            let (part, overflow) = amount.multipliedReportingOverflow(by: Self.units[unit].factor)
            let (sum, carry) = total.addingReportingOverflow(part)
            if overflow || carry { return nil }
            total = sum
        }
        self.milliseconds = total
    }

    private static func unit(_ reader: inout ByteReader) -> Int? {
        if reader.take("d") { return 0 }
        if reader.take("h") { return 1 }
        if reader.take("m") { return reader.take("s") ? 4 : 2 }
        return reader.take("s") ? 3 : nil
    }

    /// Whole seconds, truncated toward zero.
    public var seconds: Int64 { milliseconds / 1_000 }
    /// Whole minutes, truncated toward zero.
    public var minutes: Int64 { seconds / 60 }
    /// Whole hours, truncated toward zero.
    public var hours: Int64 { minutes / 60 }
    /// Whole days, truncated toward zero.
    public var days: Int64 { hours / 24 }

    /// Order by length.
    public static func < (left: CedarDuration, right: CedarDuration) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
