import Governance
import TestSupport
import Testing

/// Carries a proposal of the council through its vote.
func adopt(
    _ text: ProposalText,
    in harness: inout RegisterHarness,
    by official: OfficialID = "o1"
) throws -> Proposal.Stage? {
    try harness.propose(official, text)
    try harness.openVoting(official, text.proposal)
    try harness.vote(official, .approve, on: text.proposal)
    harness.advanceToClosing(of: text.proposal)
    return try harness.close(official, text.proposal)
}

@Suite struct Acts {
    private let care = Item.safeguard(Safeguard(id: "care", name: "Care"))

    private func founded(
        _ more: [Item] = [],
        _ procedure: Procedure = .majority()
    ) throws
        -> RegisterHarness
    {
        try RegisterHarness(
            founding: .council(procedure: procedure, more: more),
            at: "2026-01-01"
        )
    }

    /// A second body, `board`, that decides on `policy/health` by a mandate from the council.
    private static func board(upTo rank: Rank) -> [Item] {
        [
            .body(
                Body(
                    id: "board",
                    name: "Board",
                    seats: [Seat(id: "b1", office: "chair1")],
                    procedures: ["ordinary": "ordinary"]
                )
            ),
            .mandate(
                Mandate(
                    id: "board-decides-health",
                    holder: .body("board"),
                    function: .decide,
                    subject: "policy/health",
                    exclusive: true,
                    rank: rank,
                    delegatedFrom: "council-decides-policy"
                )
            ),
        ]
    }

    @Test func `numbers acts by body and year and carries out their effects`() throws {
        var harness = try founded()

        #expect(try adopt(.motion(effects: [.add(care)]), in: &harness) == .adopted)
        #expect(try adopt(.motion("p2"), in: &harness) == .adopted)
        harness.clock = "2027-03-01"
        #expect(try adopt(.motion("p3"), in: &harness) == .adopted)

        #expect(
            harness.register.acts.map(\.id)
                == ["council-2026-1", "council-2026-2", "council-2027-1"]
        )
        let act = try #require(harness.register.acts.first)
        #expect(act.mandates == ["council-decides-governance"])
        #expect(act.tally.approve == 1)
        #expect(act.position == 4)
        #expect(harness.register.safeguards.version(of: "care", at: harness.clock)?.act == act.id)
    }

    @Test func `takes effect at the end of the standstill and not before`() throws {
        var harness = try founded(
            [],
            Procedure(
                id: "ordinary",
                name: "Ordinary",
                rounds: [Round(threshold: "more than 1/2 of cast", window: "7 days")],
                standstill: "10 days"
            )
        )
        _ = try adopt(.motion(effects: [.add(care)], effective: "2026-01-09"), in: &harness)

        let act = try #require(harness.register.acts.first)
        #expect(act.effective == "2026-01-18")
        let register = harness.register
        #expect(
            register.state(of: "care", in: \.safeguards, at: "2026-01-17T23:59:59Z").state
                == .notYetInForce
        )
        #expect(register.state(of: "care", in: \.safeguards, at: "2026-01-18").state == .inForce)
    }

    @Test func `leaves the old text in force until the new one begins`() throws {
        var harness = try founded([care])
        let new = Item.safeguard(Safeguard(id: "care", name: "More care"))
        _ = try adopt(.motion(effects: [.change(new)], effective: "2026-06-01"), in: &harness)

        func name(_ instant: Instant, recordedBy position: Int = .max) -> String? {
            RegisterView(harness.register, at: instant, recordedBy: position)
                .inForce("care", in: \.safeguards)?.name.english
        }
        #expect(name("2026-05-31") == "Care")
        #expect(name("2026-06-01") == "More care")
        #expect(name("2026-06-01", recordedBy: 3) == "Care")
    }

    @Test func `refuses an act outside the body's mandate`() throws {
        var harness = try founded(Self.board(upTo: .regulation))
        let standard = Item.standard(
            Standard(
                id: "std",
                name: "Std",
                version: "1",
                status: .adopted,
                subject: "policy/health"
            )
        )

        #expect(
            try harness.refusal { _ = try adopt(.motion(effects: [.add(standard)]), in: &$0) }
                == .noMandate
        )
        let toBoard = ProposalText.motion("p2", to: "board", effects: [.add(standard)])
        #expect(try adopt(toBoard, in: &harness) == .adopted)
        let safeguard = ProposalText.motion("p3", to: "board", effects: [.add(care)])
        #expect(
            try harness.refusal { _ = try adopt(safeguard, in: &$0) } == .noMandate
        )
    }

    @Test func `refuses an instrument above the mandate's rank`() throws {
        var harness = try founded(Self.board(upTo: .guideline))
        let standard = Item.standard(
            Standard(
                id: "std",
                name: "Std",
                version: "1",
                status: .adopted,
                subject: "policy/health"
            )
        )
        func text(_ proposal: ProposalID, _ rank: Rank) -> ProposalText {
            .motion(proposal, to: "board", rank: rank, effects: [.add(standard)])
        }

        #expect(
            try harness.refusal { _ = try adopt(text("p1", .regulation), in: &$0) }
                == .rankTooHigh
        )
        #expect(try adopt(text("p2", .guideline), in: &harness) == .adopted)
    }

    @Test func `refuses a body that would take or raise its own reach`() throws {
        var harness = try founded(Self.board(upTo: .guideline))
        func grant(_ id: MandateID, _ subject: SubjectPath, _ rank: Rank) -> Effect {
            .add(
                .mandate(
                    Mandate(
                        id: id,
                        holder: .body("board"),
                        function: .decide,
                        subject: subject,
                        rank: rank
                    )
                )
            )
        }
        func attempt(_ effect: Effect) -> ProposalText {
            .motion(to: "board", rank: .guideline, effects: [effect])
        }

        #expect(
            try harness.refusal {
                _ = try adopt(attempt(grant("more", "policy/health", .law)), in: &$0)
            } == .noMandate
        )
        #expect(
            try harness.refusal {
                _ = try adopt(attempt(grant("wider", "policy", .guideline)), in: &$0)
            } == .noMandate
        )
        let moved = Mandate(
            id: "board-decides-health",
            holder: .body("board"),
            function: .decide,
            subject: "policy",
            rank: .guideline
        )
        #expect(
            try harness.refusal { _ = try adopt(attempt(.change(.mandate(moved))), in: &$0) }
                == .noMandate
        )
    }

    @Test func `refuses a second exclusive mandate, unless it is delegated`() throws {
        let board = Body(id: "board", name: "Board", seats: [], procedures: [:])
        var harness = try founded([.body(board)])
        func grant(delegatedFrom: MandateID?) -> Effect {
            .add(
                .mandate(
                    Mandate(
                        id: "part",
                        holder: .body("board"),
                        function: .decide,
                        subject: "policy/health",
                        exclusive: true,
                        delegatedFrom: delegatedFrom
                    )
                )
            )
        }

        #expect(
            try harness.refusal {
                _ = try adopt(.motion(effects: [grant(delegatedFrom: nil)]), in: &$0)
            } == .contradiction
        )
        let delegated = grant(delegatedFrom: "council-decides-policy")
        #expect(try adopt(.motion("p2", effects: [delegated]), in: &harness) == .adopted)
    }

    @Test func `refuses two acts that contradict each other`() throws {
        var harness = try founded([care])
        let end = Effect.end(ItemReference(kind: .safeguard, key: "care"))
        for proposal in ["p1", "p2"] as [ProposalID] {
            try harness.propose("o1", .motion(proposal, effects: [end]))
            try harness.openVoting("o1", proposal)
            try harness.vote("o1", .approve, on: proposal)
        }
        harness.advanceToClosing(of: "p2")

        #expect(try harness.close("o1", "p1") == .adopted)
        #expect(try harness.refusal { try $0.close("o1", "p2") } == .unknownItem)
        #expect(harness.register.acts.count == 1)
    }

    @Test func `applies all effects or none`() throws {
        var harness = try founded()
        let office = Item.office(Office(id: "new", institution: "nowhere", title: "New"))
        let before = harness.register

        #expect(
            try harness.refusal {
                _ = try adopt(.motion(effects: [.add(care), .add(office)]), in: &$0)
            } == .unknownReference
        )
        #expect(harness.register.safeguards.count == 0)
        #expect(try harness.register.root() == before.root())
    }

    @Test func `refuses names that exist, names that do not, and endings that leave a hole`() throws
    {
        var harness = try founded([care])
        func refusal(_ effects: [Effect]) throws -> Refusal.Code? {
            try harness.refusal { _ = try adopt(.motion(effects: effects), in: &$0) }
        }

        #expect(try refusal([.add(care)]) == .duplicateItem)
        #expect(
            try refusal([.change(.safeguard(Safeguard(id: "other", name: "Other")))])
                == .unknownItem
        )
        #expect(try refusal([.end(ItemReference(kind: .office, key: "chair1"))]) == .contradiction)
        #expect(try refusal([.change(care), .change(care)]) == .contradiction)
        let rule = Rule(id: "r", name: "R", subject: "policy", cedar: "permit(principal, action);")
        #expect(try refusal([.add(.rule(rule))]) == .invalidRule)
        let mistyped = Rule(
            id: "r",
            name: "R",
            subject: "policy",
            cedar: #"permit(principal, action, resource) when { context.porpose == "x" };"#
        )
        #expect(try refusal([.add(.rule(mistyped))]) == .invalidRule)
    }

    @Test func `accepts a rule that can never apply, and remarks on it`() throws {
        var harness = try founded([care])
        let rule = Rule(
            id: "r",
            name: "R",
            subject: "policy",
            cedar: "permit(principal, action, resource) when { false };"
        )

        let refusal = try harness.refusal {
            _ = try adopt(.motion(effects: [.add(.rule(rule))]), in: &$0)
        }

        #expect(refusal == nil)
        #expect(RuleText.problems(of: rule).isEmpty)
        #expect(RuleText.remarks(on: rule).map(\.line) == [1])
    }

    @Test func `waits between two acts of a class and asks named seats for consent`() throws {
        let procedure = Procedure(
            id: "ordinary",
            name: "Ordinary",
            rounds: [Round(threshold: "at least 1/2 of cast", window: "7 days")],
            needsConsent: true,
            interval: "730 days"
        )
        var harness = try founded([], procedure)
        try harness.propose("o1", .motion(consentOf: ["s2"]))
        try harness.openVoting("o1", "p1")
        try harness.vote("o1", .approve, on: "p1")
        try harness.vote("o2", .reject, on: "p1")
        harness.advanceToClosing(of: "p1")
        #expect(try harness.close("o1", "p1") == .rejected)

        #expect(try adopt(.motion("p2", consentOf: ["s1"]), in: &harness) == .adopted)
        harness.advance(by: "729 days")
        #expect(
            try harness.refusal { _ = try adopt(.motion("p3", consentOf: ["s1"]), in: &$0) }
                == .intervalTooShort
        )
        harness.advance(by: "1 day")
        #expect(try adopt(.motion("p3", consentOf: ["s1"]), in: &harness) == .adopted)
    }

    @Test func `refuses a body that would lengthen or rewrite the mandate it acts under`() throws {
        let board = Body(
            id: "board",
            name: "Board",
            seats: [Seat(id: "b1", office: "chair1")],
            procedures: ["ordinary": "ordinary"]
        )
        func mandate(until: Instant?, source: String = "Law 1") -> Mandate {
            Mandate(
                id: "board-decides-health",
                holder: .body("board"),
                function: .decide,
                subject: "policy/health",
                exclusive: true,
                rank: .regulation,
                legalSource: source,
                delegatedFrom: "council-decides-policy",
                until: until
            )
        }
        var harness = try founded([.body(board), .mandate(mandate(until: "2027-01-01"))])
        func refusal(
            _ effect: Effect,
            by body: BodyID,
            _ id: ProposalID = "p1"
        ) throws
            -> Refusal.Code?
        {
            try harness.refusal { _ = try adopt(.motion(id, to: body, effects: [effect]), in: &$0) }
        }
        let longer = Effect.change(.mandate(mandate(until: "2099-01-01")))
        let endless = Effect.change(.mandate(mandate(until: nil)))
        let invented = Effect.change(.mandate(mandate(until: "2027-01-01", source: "none")))
        let end = Effect.end(ItemReference(kind: .mandate, key: "board-decides-health"))

        for effect in [longer, endless, invented, end] {
            #expect(try refusal(effect, by: "board") == .noMandate)
        }
        #expect(try refusal(longer, by: "council") == nil)
        #expect(try refusal(end, by: "council", "p2") == nil)
    }

    @Test func `cites the authority that stood before the act, and ends at the charter`() throws {
        var harness = try founded()
        let same = Mandate(
            id: "council-decides-policy",
            holder: .body("council"),
            function: .decide,
            subject: "policy",
            exclusive: true,
            rank: .law,
            article: "art-1",
            delegable: true
        )
        for proposal in ["p1", "p2", "p3"] as [ProposalID] {
            #expect(
                try adopt(.motion(proposal, effects: [.change(.mandate(same))]), in: &harness)
                    == .adopted
            )
        }
        let view = RegisterView(harness.register, at: harness.clock)
        let chain = try #require(view.citation(of: "council-decides-policy" as MandateID)).chain

        #expect(chain.count < 10)
        #expect(chain.last?.kind == .article)
        let positions = chain.compactMap(\.position)
        #expect(positions == positions.sorted(by: >))
    }

    @Test(arguments: ["a\u{202E}b", "a\u{0}b", "\u{200B}", "   ", "\u{1B}[2J", "a\nb", ""])
    func `refuses titles that do not read as they are written`(title: String) throws {
        var harness = try founded()
        let code = try harness.refusal { try $0.propose("o1", .motion(title: title)) }

        #expect(code == .malformed || code == .tooLarge)
    }

    @Test func `foresees what would stop an act, and refuses nothing for it`() throws {
        var harness = try founded()
        let text = ProposalText.motion(
            effects: [.change(.safeguard(Safeguard(id: "missing", name: "Missing")))])
        try harness.propose("o1", text)

        let foreseen = harness.register.foreseenRefusal(of: text, at: harness.clock)
        #expect(foreseen?.code == .unknownItem)
        let sound = ProposalText.motion("p2", effects: [.add(care)])
        #expect(harness.register.foreseenRefusal(of: sound, at: harness.clock) == nil)
    }

    @Test func `refuses a mandate that is delegated from itself, or that outgrows its source`()
        throws
    {
        var harness = try founded(Self.board(upTo: .regulation))
        func mandate(
            _ id: MandateID,
            from source: MandateID?,
            body: BodyID = "board",
            subject: SubjectPath = "policy/health",
            rank: Rank = .regulation
        ) -> Effect {
            .change(
                .mandate(
                    Mandate(
                        id: id,
                        holder: .body(body),
                        function: .decide,
                        subject: subject,
                        exclusive: true,
                        rank: rank,
                        article: "art-1",
                        delegable: true,
                        delegatedFrom: source
                    )
                )
            )
        }
        func refusal(_ effect: Effect, by body: BodyID) throws -> Refusal.Code? {
            try harness.refusal { _ = try adopt(.motion(to: body, effects: [effect]), in: &$0) }
        }
        let fromItself = mandate("board-decides-health", from: "board-decides-health")
        let circle = mandate(
            "council-decides-policy",
            from: "board-decides-health",
            body: "council",
            subject: "policy"
        )
        let tooLow = mandate(
            "council-decides-policy",
            from: nil,
            body: "council",
            subject: "policy",
            rank: .guideline
        )

        #expect(try refusal(fromItself, by: "board") == .noMandate)
        #expect(try refusal(fromItself, by: "council") == .contradiction)
        #expect(try refusal(circle, by: "council") == .contradiction)
        #expect(try refusal(tooLow, by: "council") == .contradiction)
    }

    @Test func `judges a change by the text that is still to come, too`() throws {
        var harness = try founded(Self.board(upTo: .regulation))
        func standard(_ subject: SubjectPath) -> Item {
            .standard(
                Standard(id: "std", name: "Std", version: "1", status: .adopted, subject: subject)
            )
        }
        let later = ProposalText.motion(
            effects: [.add(standard("policy"))],
            effective: "2026-12-01"
        )
        #expect(try adopt(later, in: &harness) == .adopted)

        let taken = ProposalText.motion(
            "p2",
            to: "board",
            effects: [.change(standard("policy/health"))],
            effective: "2026-12-01"
        )
        #expect(try harness.refusal { _ = try adopt(taken, in: &$0) } == .noMandate)
    }
}
