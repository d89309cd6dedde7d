/// A length of time in milliseconds, written as a whole number of one unit: `14 days`, `36 hours`.
///
/// Units: second, minute, hour, day, week, singular or plural. There are no months or years, whose
/// length varies. A procedure that says "two years" writes `730 days`.
public struct Span: Hashable, Comparable, Sendable {
    /// The length in milliseconds.
    public var milliseconds: Int64

    /// Makes a span of `milliseconds`.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// No time at all.
    public static let zero = Span(milliseconds: 0)

    /// A span of whole days of 24 hours.
    public static func days(_ count: Int64) -> Span { Span(milliseconds: count * 86_400_000) }

    /// A span of whole minutes.
    public static func minutes(_ count: Int64) -> Span { Span(milliseconds: count * 60_000) }

    /// The order of the two.
    public static func < (left: Span, right: Span) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Span: CustomStringConvertible, Codable {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000), ("second", 1000),
    ]
    private static let longest: Int64 = 36_525 * 86_400_000

    /// Reads text such as `14 days`; `nil` for anything else, for a negative number, and for more
    /// than a hundred years.
    public init?(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 10,
            parts[0].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let count = Int64(parts[0])
        else { return nil }
        let unit = parts[1].hasSuffix("s") ? parts[1].dropLast() : parts[1]
        let known = Self.units + [(name: "week", milliseconds: 604_800_000)]
        guard let length = known.first(where: { $0.name == unit })?.milliseconds else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: length)
        guard !overflow, product <= Self.longest else { return nil }
        self.init(milliseconds: product)
    }

    /// The span as a whole number of the largest unit that divides it.
    public var description: String {
        guard milliseconds != 0 else { return "0 days" }
        for unit in Self.units where milliseconds % unit.milliseconds == 0 {
            let count = milliseconds / unit.milliseconds
            return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
        }
        return "\(milliseconds) milliseconds"
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let span = Span(text: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription:
                    "`\(text)` is not a length of time such as `14 days` or `36 hours`"
            )
        }
        self = span
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
