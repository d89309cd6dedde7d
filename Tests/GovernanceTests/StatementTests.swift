import Governance
import TestSupport
import Testing

@Suite struct Statements {
    private func founded() throws -> RegisterHarness {
        try RegisterHarness(founding: .council(), at: "2026-01-01")
    }

    @Test func `refuses a signature by another key`() throws {
        var harness = try founded()
        let statement = Statement(
            register: "test",
            actor: "o1",
            key: "k1",
            issued: harness.clock,
            command: .proposalSubmitted(.motion())
        )
        let forged = try Actor("o2").sign(statement)

        #expect(try harness.refusal { try $0.append(forged) } == .badSignature)
        #expect(harness.register.position == 1)
    }

    @Test func `refuses a signature over another text`() throws {
        var harness = try founded()
        let honest = try Actor("o1").state(
            .proposalSubmitted(.motion(title: "One")),
            in: "test",
            at: harness.clock
        )
        let other = try Actor("o1").state(
            .proposalSubmitted(.motion(title: "Two")),
            in: "test",
            at: harness.clock
        )
        let swapped = SignedStatement(statement: other.statement, signature: honest.signature)

        #expect(try harness.refusal { try $0.append(swapped) } == .badSignature)
    }

    @Test func `refuses a statement that was recorded before`() throws {
        var harness = try founded()
        let signed = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "test",
            at: harness.clock
        )
        try harness.append(signed)

        #expect(try harness.refusal { try $0.append(signed) } == .replayed)
    }

    @Test func `refuses a statement for another register`() throws {
        var harness = try founded()
        let signed = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "elsewhere",
            at: harness.clock
        )

        #expect(try harness.refusal { try $0.append(signed) } == .wrongRegister)
    }

    @Test(arguments: [(.minutes(16), .clockSkew), (.minutes(15), nil)] as [(Span, Refusal.Code?)])
    func `takes statements signed a quarter of an hour ago at the most`(
        age: Span,
        refusal: Refusal.Code?
    ) throws {
        var harness = try founded()
        let signed = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "test",
            at: harness.clock
        )
        harness.advance(by: age)

        #expect(try harness.refusal { try $0.append(signed) } == refusal)
    }

    @Test func `refuses unknown signers and unknown keys`() throws {
        var harness = try founded()

        #expect(
            try harness.refusal { try $0.send(Actor("nobody"), .proposalSubmitted(.motion())) }
                == .unknownSigner
        )
        #expect(
            try harness.refusal {
                try $0.send(Actor("o1", key: "k2"), .proposalSubmitted(.motion()))
            } == .unknownSigner
        )
        #expect(
            try harness.refusal { try $0.send(Actor.founder, .proposalSubmitted(.motion())) }
                == .unknownSigner
        )
    }

    @Test func `refuses a key outside its dates and an official outside the term`() throws {
        var content = CharterContent.council()
        content.items.removeAll { $0.kind == .official }
        content.items.append(
            .official(
                Official(
                    id: "o1",
                    name: "One",
                    office: "chair1",
                    keys: [Actor("o1").officialKey(until: "2026-02-01")]
                )
            )
        )
        content.items.append(
            .official(
                Official(
                    id: "o2",
                    name: "Two",
                    office: "chair2",
                    keys: [Actor("o2").officialKey()],
                    until: "2026-02-01"
                )
            )
        )
        var harness = try RegisterHarness(
            founding: content,
            at: "2026-02-01",
            generatingKeys: false
        )

        #expect(
            try harness.refusal { try $0.send(Actor("o1"), .proposalSubmitted(.motion())) }
                == .keyNotValid
        )
        #expect(
            try harness.refusal { try $0.send(Actor("o2"), .proposalSubmitted(.motion())) }
                == .notInOffice
        )
    }

    @Test func `refuses a second charter and entries before the first`() throws {
        var harness = try founded()
        let enactment = Command.charterEnacted(
            Enactment(content: .council(), founderKey: Actor.founder.publicKey)
        )
        var empty = Register()
        let early = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "test",
            at: "2026-01-01"
        )

        #expect(try harness.refusal { try $0.send(Actor.founder, enactment) } == .alreadyFounded)
        #expect(throws: Refusal.self) { try empty.accept(early, at: "2026-01-01") }
        #expect(empty.position == 0)
    }

    @Test func `refuses a charter with two items of one name`() throws {
        let twice = CharterContent.council(more: [.article(Article(id: "art-1", title: "Again"))])

        #expect {
            try RegisterHarness(founding: twice, at: "2026-01-01")
        } throws: { ($0 as? Refusal)?.code == .duplicateItem }
    }

    @Test func `refuses time that runs backward and entries out of order`() throws {
        var harness = try founded()
        harness.clock = "2025-12-31"
        let signed = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "test",
            at: "2026-01-01"
        )
        var register = harness.register

        #expect(
            try harness.refusal { try $0.propose("o1", .motion()) } == .outOfOrder
        )
        #expect {
            try register.append(Entry(sequence: 2, time: "2026-01-01", signed: signed))
        } throws: { ($0 as? Refusal)?.code == .outOfOrder }
    }
}

@Suite struct EntryCoding {
    @Test func `reads back every kind of entry as it was written`() throws {
        var harness = try RegisterHarness(
            founding: .council(procedure: .majority(), more: [.mandate(logOperator())]),
            at: "2026-01-01"
        )
        try harness.propose(
            "o1",
            .motion(effects: [
                .add(
                    .safeguard(
                        Safeguard(
                            id: "s",
                            name: LocalizedText("Care", translations: ["es": "Cuidado"])
                        )
                    )
                )
            ])
        )
        try harness.openConsultation("o1", "p1")
        try harness.comment("o2", on: "p1", "c1")
        try harness.answer("o1", on: "p1", "c1")
        try harness.second("o2", "p1")
        try harness.openVoting("o1", "p1")
        try harness.vote("o1", .approve, on: "p1")
        try harness.recuse("o2", from: "p1")
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        try harness.propose("o1", .motion("p2"))
        try harness.amend("o1", .motion("p2", title: "Another"))
        try harness.withdraw("o1", "p2")
        try sendKeys(&harness)

        #expect(Set(harness.entries.map(\.command.kind)) == Set(Command.Kind.allCases))
        for entry in harness.entries {
            let bytes = try entry.canonicalBytes()
            #expect(try Entry(canonical: bytes) == entry)
        }
    }

    private func logOperator() -> Mandate {
        Mandate(
            id: "i1-operates-log",
            holder: .institution("i1"),
            function: .operate,
            subject: "governance/log",
            exclusive: true,
            rank: .regulation,
            article: "art-1"
        )
    }

    /// An anchor, and the entries that exchange keys.
    private func sendKeys(_ harness: inout RegisterHarness) throws {
        try harness.send(
            "o1",
            .anchorRecorded(
                Anchor(
                    institution: "i1",
                    origin: "calls",
                    form: .chain,
                    size: 1,
                    root: Digest(of: [1])
                )
            )
        )
        let logKey = Actor("o1", key: "log")
        let possession = LogKeyAddition.possession(of: logKey.publicKey, register: "test")
        try harness.send(
            "o1",
            .logKeyAdded(
                LogKeyAddition(
                    publicKey: logKey.publicKey,
                    proof: logKey.signature(of: possession)
                )
            )
        )
        try harness.send(
            "o1",
            .logKeyRetired(
                LogKeyRetirement(
                    publicKey: Actor("o1", key: "old").publicKey,
                    reason: .planned
                )
            )
        )
        let next = Actor("o2", key: "k2")
        let message = KeyRotation.possession(
            of: next.publicKey,
            official: "o2",
            register: "test"
        )
        try harness.send(
            "o2",
            .keyRotated(
                KeyRotation(
                    key: "k2",
                    publicKey: next.publicKey,
                    proof: next.signature(of: message)
                )
            )
        )
        try harness.send(
            "o3",
            .keyRevoked(KeyRevocation(official: "o3", key: "k1", reason: .lost))
        )
    }

    @Test func `takes one form of an entry and no other`() throws {
        let harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let bytes = try #require(try harness.entries.first?.canonicalBytes())
        let text = String(decoding: bytes, as: UTF8.self)
        let variants = [
            " " + text,
            text.replacing("\"sequence\":0", with: "\"sequence\": 0"),
            text.replacing("\"time\":\"2026-01-01T00:00:00Z\"", with: "\"time\":\"2026-01-01\""),
            text.replacing(
                "\"body\":\"council\",",
                with: "\"body\":\"council\",\"delegated\":false,"
            ),
            text.replacing("\"exclusive\":true", with: "\"exclusive\":true,\"shared\":false"),
        ]

        for variant in variants {
            #expect(variant != text)
            #expect {
                try Entry(canonical: Array(variant.utf8))
            } throws: { error in
                let code = (error as? Refusal)?.code
                return code == .notCanonical || code == .malformed
            }
        }
    }
}
