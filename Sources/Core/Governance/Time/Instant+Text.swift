private let millisecondsPerDay: Int64 = 86_400_000

extension Instant: CustomStringConvertible, Codable {
    /// Reads the text form; `nil` unless the text is exactly one of the three accepted forms and
    /// names a real day of the proleptic Gregorian calendar (RFC 3339, section 5.6, UTC only).
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 || bytes.count == 20 || bytes.count == 24 else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        func sign(_ position: Int, _ expected: Character) -> Bool {
            bytes[position] == expected.asciiValue
        }
        guard let year = number(0, 4), sign(4, "-"), let month = number(5, 2), sign(7, "-"),
            let day = number(8, 2), (1...12).contains(month), day >= 1,
            day <= Self.days(inMonth: month, of: year)
        else { return nil }
        var milliseconds = Self.days(year: year, month: month, day: day) * millisecondsPerDay
        if bytes.count > 10 {
            guard sign(10, "T"), let hour = number(11, 2), hour < 24, sign(13, ":"),
                let minute = number(14, 2), minute < 60, sign(16, ":"),
                let second = number(17, 2), second < 60, sign(bytes.count - 1, "Z")
            else { return nil }
            milliseconds += (hour * 3600 + minute * 60 + second) * 1000
        }
        if bytes.count == 24 {
            guard sign(19, "."), let fraction = number(20, 3) else { return nil }
            milliseconds += fraction
        }
        self.init(milliseconds: milliseconds)
    }

    /// The text form: with milliseconds only where there are any.
    public var description: String {
        let clamped = min(max(self, .earliest), .latest).milliseconds
        let day = clamped.floorDivided(by: millisecondsPerDay)
        let rest = clamped - day * millisecondsPerDay
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60]
            .map { Self.padded($0, 2) }.joined(separator: ":")
        let fraction = rest % 1000 == 0 ? "" : "." + Self.padded(rest % 1000, 3)
        return "\(Self.dateText(day))T\(time)\(fraction)Z"
    }

    /// The day of this instant in UTC, as `2026-03-01`.
    public var dateText: String {
        let clamped = min(max(self, .earliest), .latest).milliseconds
        return Self.dateText(clamped.floorDivided(by: millisecondsPerDay))
    }

    /// The year of this instant in UTC.
    public var year: Int {
        Int(Self.civil(milliseconds.floorDivided(by: millisecondsPerDay)).year)
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(text: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text)` is not a date such as `2026-03-01` or a time such as "
                    + "`2026-03-01T09:30:00Z`"
            )
        }
        self = instant
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func dateText(_ day: Int64) -> String {
        let date = civil(day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970-01-01; years start in March here, so that a leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
