/// A moment in time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The kernel has no clock; every moment is passed in by the caller. As text an instant is the
/// UTC profile of RFC 3339: `2026-03-01`, `2026-03-01T09:30:00Z` or `2026-03-01T09:30:00.250Z`.
/// A date alone means 00:00 UTC of that day.
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z; may be negative.
    public var milliseconds: Int64

    /// Makes the instant that lies `milliseconds` after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// The earliest instant with a text form: 0000-01-01T00:00:00Z.
    public static let earliest = Instant(milliseconds: -62_167_219_200_000)
    /// The latest instant with a text form: 9999-12-31T23:59:59.999Z.
    public static let latest = Instant(milliseconds: 253_402_300_799_999)

    /// The order of the two.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The instant `span` after this one, held at ``latest`` where it would pass it.
    public static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflow) = instant.milliseconds.addingReportingOverflow(span.milliseconds)
        return overflow ? .latest : min(Instant(milliseconds: sum), .latest)
    }

    /// The instant `span` before this one, held at ``earliest`` where it would pass it.
    public static func - (instant: Instant, span: Span) -> Instant {
        let (difference, overflow) = instant.milliseconds
            .subtractingReportingOverflow(span.milliseconds)
        return overflow ? .earliest : max(Instant(milliseconds: difference), .earliest)
    }

    /// The time from `start` to this instant; negative when this instant is the earlier one.
    public func since(_ start: Instant) -> Span {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(start.milliseconds)
        guard !overflow else { return Span(milliseconds: .max) }
        return Span(milliseconds: difference)
    }
}
