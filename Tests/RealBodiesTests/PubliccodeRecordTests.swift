import Governance
import TestSupport
import Testing

/// Votes that were really held, with their dates.
///
/// A vote is only known to lie within its window, so that the days in between are ours.
@Suite
struct `The votes on record of publiccode.yml` {
    static let opened: Instant = "2026-01-30T09:05:13Z"
    static let closed: Instant = "2026-02-13T09:05:13Z"

    @Test func `proposal 284 removes the seat of Denmark`() throws {
        var committee = try PubliccodeCommittee()
        committee.register.clock = Self.opened

        try committee.open("284", class: "membership", effects: [withoutDenmark(committee)])
        committee.register.advance(by: "5 days")
        try committee.vote(on: "284", VoteCount(3, 0))
        let stage = try committee.close("284")

        let act = try #require(committee.register.act(of: "284"))
        #expect(stage == .adopted)
        #expect(act.adopted == Self.closed)
        #expect(act.tally.approve == 3)
        #expect(act.tally.filled == 4)
        #expect(act.mandates == ["committee-decides-governance"])
        let view = RegisterView(committee.register.register, at: Self.closed)
        let body = try #require(view.inForce("steering-committee", in: \.bodies))
        #expect(body.seats.map(\.id) == ["france", "italy", "netherlands"])
    }

    @Test func `Denmark has no vote after proposal 284`() throws {
        var committee = try PubliccodeCommittee()
        committee.register.clock = Self.opened
        try committee.open("284", class: "membership", effects: [withoutDenmark(committee)])
        try committee.vote(on: "284", VoteCount(3, 0))
        try committee.close("284")

        try committee.open("305", class: "breaking")
        let refused = try committee.register.refusal {
            try $0.vote("denmark-member", .approve, on: "305")
        }

        #expect(refused == .noSeat)
        #expect(
            committee.register.register.proposals["305"]?.currentBallot?.electorate.count == 3
        )
    }

    @Test func `proposal 288 counts the electorate that was frozen at its opening`() throws {
        var committee = try PubliccodeCommittee(italyHandsOverOn: "2026-02-06")
        committee.register.clock = Self.opened
        try committee.open("284", class: "membership", effects: [withoutDenmark(committee)])
        try committee.open("288", class: "minor")

        committee.register.advance(by: "5 days")
        try committee.vote(on: "284", VoteCount(3, 0))
        try committee.register.vote("france-member", .approve, on: "288")
        try committee.register.vote("netherlands-member", .approve, on: "288")
        committee.register.advance(by: "5 days")
        let successor = try committee.register.refusal {
            try $0.vote("italy-successor", .approve, on: "288", seat: "italy")
        }
        let predecessor = try committee.register.refusal {
            try $0.vote("italy-member", .approve, on: "288", seat: "italy")
        }
        let removal = try committee.close("284")
        let editorial = try committee.close("288")

        #expect(successor == .noSeat)
        #expect(predecessor == .notInOffice)
        #expect(removal == .adopted)
        #expect(editorial == .adopted)
        let tally = try #require(committee.register.act(of: "288")?.tally)
        #expect(tally.approve == 2)
        #expect(tally.present == 2)
        #expect(tally.filled == 4)
    }

    @Test func `proposal 305 is open for 14 days from 30 May 2026`() throws {
        var committee = try PubliccodeCommittee()
        committee.register.clock = "2026-05-30"
        try committee.open("305", class: "breaking")

        committee.register.clock = "2026-06-12T23:59:59Z"
        try committee.register.vote("italy-member", .approve, on: "305")
        committee.register.clock = "2026-06-13"
        let late = try committee.register.refusal {
            try $0.vote("france-member", .approve, on: "305")
        }

        #expect(late == .votingClosed)
    }

    @Test func `the record replays to the same register`() throws {
        var committee = try PubliccodeCommittee()
        committee.register.clock = Self.opened
        try committee.open("284", class: "membership", effects: [withoutDenmark(committee)])
        try committee.vote(on: "284", VoteCount(3, 0))
        try committee.close("284")

        let again = try committee.register.replayed()

        #expect(try again.root() == committee.register.register.root())
    }

    private func withoutDenmark(_ committee: PubliccodeCommittee) throws -> Effect {
        let view = RegisterView(committee.register.register, at: committee.register.clock)
        let body = try #require(view.inForce("steering-committee", in: \.bodies))
        return .change(
            .body(
                Body(
                    id: body.id,
                    name: body.name,
                    seats: body.seats.filter { $0.id != "denmark" },
                    procedures: body.procedures
                )
            )
        )
    }
}

extension PubliccodeCommittee {
    /// The committee with another person in Italy's office from a day on.
    ///
    /// The day on which the seat changed hands is not on record; any day within the window gives the
    /// same result.
    init(italyHandsOverOn day: Instant) throws {
        var content = try charter(of: "bodies/publiccode-yml")
        content.items = content.items.map { item in
            guard case .official(let official) = item, official.id == "italy-member" else {
                return item
            }
            return .official(
                Official(
                    id: official.id,
                    name: official.name,
                    office: official.office,
                    keys: official.keys,
                    until: day
                )
            )
        }
        content.items.append(
            .official(
                Official(
                    id: "italy-successor",
                    name: "Next member for Italy",
                    office: "italy-member",
                    keys: [],
                    from: day
                )
            )
        )
        register = try RegisterHarness(founding: content, at: "2026-01-01")
    }
}
