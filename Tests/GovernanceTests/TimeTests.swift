import Governance
import Testing

@Suite struct InstantText {
    @Test(arguments: [
        ("1970-01-01", 0 as Int64, "1970-01-01T00:00:00Z"),
        ("2024-02-29T23:59:59.999Z", 1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000, "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ("1969-12-31T23:59:59Z", -1000, "1969-12-31T23:59:59Z"),
    ])
    func `reads and writes RFC 3339 in UTC`(text: String, milliseconds: Int64, written: String) {
        let instant = Instant(text: text)

        #expect(instant?.milliseconds == milliseconds)
        #expect(instant?.description == written)
    }

    @Test(arguments: [
        "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32", "2024-1-1", "24-01-01",
        "2024-01-01T24:00:00Z", "2024-01-01T23:60:00Z", "2024-01-01T23:59:60Z",
        "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00+00:00",
        "2024-01-01T00:00:00.1Z", "٢٠٢٤-٠١-٠١", "",
    ])
    func `refuses any other text`(text: String) {
        #expect(Instant(text: text) == nil)
    }

    @Test func `agrees with itself on every day of four centuries`() throws {
        var instant = try #require(Instant(text: "1900-03-01"))
        for _ in 0..<146_097 {
            #expect(Instant(text: instant.dateText) == instant)
            instant = instant + .days(1)
        }
        #expect(instant.dateText == "2300-03-01")
    }

    @Test func `holds sums at the last moment with a text form`() {
        #expect(Instant.latest + .days(1) == .latest)
        #expect(Instant(milliseconds: .max) + .days(1) == .latest)
        #expect(Instant.earliest - .days(1) == .earliest)
    }
}

@Suite struct Spans {
    @Test(arguments: [
        ("14 days", 1_209_600_000 as Int64, "14 days"), ("1 day", 86_400_000, "1 day"),
        ("2 weeks", 1_209_600_000, "14 days"), ("36 hours", 129_600_000, "36 hours"),
        ("90 minutes", 5_400_000, "90 minutes"), ("0 days", 0, "0 days"),
    ])
    func `reads and writes a number of units`(text: String, milliseconds: Int64, written: String) {
        #expect(Span(text: text)?.milliseconds == milliseconds)
        #expect(Span(text: text)?.description == written)
    }

    @Test(arguments: [
        "14", "days", "-1 days", "1.5 days", "14  days", "1 year", "99999999999 days",
    ])
    func `refuses any other text`(text: String) {
        #expect(Span(text: text) == nil)
    }
}

@Suite struct Periods {
    @Test func `includes its first moment and excludes its last`() throws {
        let from = try #require(Instant(text: "2026-01-01"))
        let until = try #require(Instant(text: "2027-01-01"))
        let period = Period(from: from, until: until)

        #expect(period.relation(to: from) == .within)
        #expect(period.relation(to: Instant(milliseconds: from.milliseconds - 1)) == .before)
        #expect(period.relation(to: until) == .after)
        #expect(!period.overlaps(Period(from: until)))
        #expect(period.overlaps(Period(until: Instant(milliseconds: from.milliseconds + 1))))
        #expect(Period().contains(.earliest))
    }
}

@Suite struct Shares {
    @Test(arguments: [
        ("at least 2/3 of cast", 2, 3, true), ("at least 2/3 of cast", 1, 3, false),
        ("more than 1/2 of fixed", 4, 7, true), ("more than 1/2 of fixed", 2, 4, false),
        ("at least 1/1 of cast", 0, 0, false), ("at least 3/4 of fixed", 5, 7, false),
        ("at least 3/4 of fixed", 6, 7, true), ("at least 1/3 of cast", 1, 3, true),
    ])
    func `is met in whole numbers`(text: String, count: Int, total: Int, met: Bool) throws {
        let share = try #require(Share(text: text))

        #expect(share.isMet(by: count, of: total) == met)
        #expect(share.description == text)
    }

    @Test func `names the smallest count that meets it`() throws {
        for (numerator, denominator) in [(1, 2), (2, 3), (3, 4), (1, 1), (1, 1000)] {
            for strict in [false, true] where !(strict && numerator == denominator) {
                let share = try #require(
                    Share(numerator, of: denominator, strict: strict, base: .fixed)
                )
                for total in 1...40 {
                    let smallest = share.smallestCount(of: total)
                    #expect(share.isMet(by: smallest, of: total) || smallest > total)
                    #expect(!share.isMet(by: smallest - 1, of: total))
                }
            }
        }
    }

    @Test(arguments: [
        "2/3 of cast", "at least 0/3 of cast", "at least 4/3 of cast", "more than 1/1 of cast",
        "at least 2/3 of seats", "at least 2/3  of cast", "at least 02/3 of cast",
        "at least 1/1001 of cast", "at least -1/3 of cast",
    ])
    func `refuses any other text`(text: String) {
        #expect(Share(text: text) == nil)
    }
}
