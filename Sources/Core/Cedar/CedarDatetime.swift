/// A moment in milliseconds since 1970, the `datetime` extension type.
public struct CedarDatetime: Sendable, Hashable, Comparable {
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// Milliseconds since the start of 1970.
    public let milliseconds: Int64

    /// Makes a moment from milliseconds since the start of 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Reads a date, or a date with a time and a zone; nil when malformed.
    public init?(_ text: String) {
        var reader = ByteReader(text)
        guard let year = reader.number(width: 4), reader.take("-"),
            let month = reader.number(width: 2), reader.take("-"),
            let day = reader.number(width: 2),
            (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        let midnight = Self.dayNumber(year: year, month: month, day: day) * Self.millisecondsPerDay
        if reader.isAtEnd {
            self.milliseconds = midnight
            return
        }
        guard reader.take("T"), let hour = reader.number(width: 2), reader.take(":"),
            let minute = reader.number(width: 2), reader.take(":"),
            let second = reader.number(width: 2), hour <= 23, minute <= 59, second <= 59
        else { return nil }
        var fraction: Int64 = 0
        if reader.take(".") {
            guard let places = reader.number(width: 3) else { return nil }
            fraction = places
        }
        guard let offset = Self.zone(&reader), reader.isAtEnd else { return nil }
        let time = ((hour * 60 + minute) * 60 + second) * 1_000 + fraction
        self.milliseconds = midnight + time - offset
    }

    private static func zone(_ reader: inout ByteReader) -> Int64? {
        if reader.take("Z") { return 0 }
        let east = reader.take("+")
        guard east || reader.take("-"), let hours = reader.number(width: 2),
            let minutes = reader.number(width: 2), hours <= 23, minutes <= 59
        else { return nil }
        let length = (hours * 60 + minutes) * 60_000
        return east ? length : -length
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 in the proleptic Gregorian calendar, counting years from March.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// This moment moved by a duration, or nil on overflow.
    public func offset(by duration: CedarDuration) -> CedarDatetime? {
        let (sum, overflow) = milliseconds.addingReportingOverflow(duration.milliseconds)
        return overflow ? nil : CedarDatetime(milliseconds: sum)
    }

    /// The time from another moment to this one, or nil on overflow.
    public func durationSince(_ other: CedarDatetime) -> CedarDuration? {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(other.milliseconds)
        return overflow ? nil : CedarDuration(milliseconds: difference)
    }

    /// The start of this day, or nil on overflow.
    public var date: CedarDatetime? {
        let (start, overflow) = milliseconds.subtractingReportingOverflow(timeOfDay)
        return overflow ? nil : CedarDatetime(milliseconds: start)
    }

    /// The time since the start of this day.
    public var time: CedarDuration { CedarDuration(milliseconds: timeOfDay) }

    private var timeOfDay: Int64 {
        let remainder = milliseconds % Self.millisecondsPerDay
        return remainder < 0 ? remainder + Self.millisecondsPerDay : remainder
    }

    /// Order in time.
    public static func < (left: CedarDatetime, right: CedarDatetime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
