internal import Governance

/// A fiscal year that begins on the same month and day every year.
struct FiscalYear {
    private let start: String

    /// Reads a month and day such as `04-01`; `nil` when there is no such day in every year.
    init?(start: String) {
        guard start.utf8.count == 5, Instant(text: "2023-" + start) != nil else { return nil }
        self.start = start
    }

    /// The end of the year after the one that contains `instant`: its first moment no longer.
    func end(after instant: Instant) -> Instant {
        let begun = (beginning(in: instant.year) ?? .latest) <= instant
        return beginning(in: instant.year + (begun ? 2 : 1)) ?? .latest
    }

    private func beginning(in year: Int) -> Instant? {
        let digits = String(year)
        return Instant(
            text: String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-"
                + start
        )
    }
}
