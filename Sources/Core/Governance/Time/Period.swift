/// A half-open stretch of time, `from` included and `until` excluded; either end may be open.
public struct Period: Hashable, Sendable {
    /// The first moment of the period; `nil` when it has no beginning.
    public var from: Instant?
    /// The first moment after the period; `nil` when it has no end.
    public var until: Instant?

    /// Makes the period from `from` up to but not including `until`.
    public init(from: Instant? = nil, until: Instant? = nil) {
        self.from = from
        self.until = until
    }

    /// Where a moment lies in relation to a period.
    public enum Relation: String, Sendable {
        /// The period has not begun.
        case before = "not-yet-in-force"
        /// The moment lies within the period.
        case within = "in-force"
        /// The period is over.
        case after = "expired"
    }

    /// Tells whether `instant` lies before, within or after the period.
    public func relation(to instant: Instant) -> Relation {
        if let until, instant >= until { return .after }
        if let from, instant < from { return .before }
        return .within
    }

    /// Whether `instant` lies within the period.
    public func contains(_ instant: Instant) -> Bool { relation(to: instant) == .within }

    /// Whether the two periods share a moment.
    public func overlaps(_ other: Period) -> Bool {
        let start = max(from ?? .earliest, other.from ?? .earliest)
        let end = min(until ?? .latest, other.until ?? .latest)
        return start < end
    }
}
