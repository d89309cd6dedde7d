import Governance
import TestSupport
import Testing

@Suite struct Anchors {
    private func founded() throws -> RegisterHarness {
        try RegisterHarness(founding: .council(), at: "2026-01-01")
    }

    private func anchor(
        _ size: Int,
        _ seed: UInt8? = nil,
        of institution: InstitutionID = "i1",
        origin: LogOrigin = "calls/one",
        form: Anchor.Form = .chain
    ) -> Command {
        .anchorRecorded(
            Anchor(
                institution: institution,
                origin: origin,
                form: form,
                size: size,
                root: Digest(of: [seed ?? UInt8(truncatingIfNeeded: size)])
            )
        )
    }

    @Test func `are kept in order, and replay to the same root`() throws {
        var harness = try founded()
        for size in [3, 3, 7] {
            try harness.send("o1", anchor(size))
            harness.advance(by: .minutes(10))
        }

        let logs = harness.register.anchoredLogs(of: "i1")
        #expect(logs.map { $0.anchors.map(\.size) } == [[3, 3, 7]])
        #expect(logs[0].anchors.map(\.position) == [1, 2, 3])
        #expect(logs[0].anchors.allSatisfy { $0.official == "o1" })
        #expect(harness.register.anchoredLogs(of: "i2").isEmpty)
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `are part of the register's root, every one of them`() throws {
        var first = try founded()
        var second = first
        let before = try first.register.root()
        try first.send("o1", anchor(3, 1))
        try second.send("o1", anchor(3, 2))
        #expect(try first.register.root() != before)
        #expect(try first.register.root() != second.register.root())
        for size in [9, 10] {
            first.advance(by: .minutes(10))
            second.advance(by: .minutes(10))
            try first.send("o1", anchor(size))
            try second.send("o1", anchor(size))
        }
        // The last anchors are the same; the first ones still tell the two apart.
        #expect(try first.register.root() != second.register.root())
    }

    @Test func `are seen as of a moment and a position`() throws {
        var harness = try founded()
        try harness.send("o1", anchor(3))
        let early = harness.clock
        harness.advance(by: .days(1))
        try harness.send("o1", anchor(5))

        func sizes(_ view: RegisterView) -> [Int] {
            view.anchors(of: "i1").flatMap { $0.anchors.map(\.size) }
        }
        #expect(sizes(RegisterView(harness.register, at: early)) == [3])
        #expect(sizes(RegisterView(harness.register, at: harness.clock)) == [3, 5])
        #expect(sizes(RegisterView(harness.register, at: harness.clock, recordedBy: 1)) == [3])
        #expect(sizes(RegisterView(harness.register, at: "2025-12-31")).isEmpty)
    }

    @Test func `never shrink, change their history, or change their form`() throws {
        var harness = try founded()
        try harness.send("o1", anchor(5, 1))
        harness.advance(by: .days(1))
        let cases: [(Command, Refusal.Code?)] = [
            (anchor(4, 1), .anchorShrinks),
            (anchor(5, 2), .anchorContradicts),
            (anchor(6, form: .tree), .anchorContradicts),
            (anchor(0), .malformed),
            (anchor(-1), .malformed),
            (anchor(KernelLimits.anchorSize + 1), .malformed),
            (anchor(5, 1), nil),
            (anchor(KernelLimits.anchorSize), nil),
            (anchor(4, 1, origin: "calls/two"), nil),
        ]
        for (command, code) in cases {
            var trial = harness
            #expect(try trial.refusal { try $0.send("o1", command) } == code, "\(command)")
        }
    }

    @Test func `tell a contradiction as what it is`() throws {
        var harness = try founded()
        try harness.send("o1", anchor(5, 1))
        harness.advance(by: .days(1))

        do throws(Refusal) {
            try harness.send("o1", anchor(5, 2))
            Issue.record("accepted")
        } catch {
            #expect(error.reason.contains("two histories of 5 records: entry 1 anchors"))
        }
    }

    @Test func `are stated by officials of the institution only`() throws {
        var harness = try founded()

        #expect(try harness.refusal { try $0.send("o2", anchor(3)) } == .notInInstitution)
        #expect(
            try harness.refusal { try $0.send("o1", anchor(3, of: "i9")) } == .unknownItem
        )
        #expect(
            try harness.refusal { try $0.send("o2", anchor(3, of: "i2")) } == nil
        )
    }

    @Test func `come at most every ten minutes a log`() throws {
        var harness = try founded()
        try harness.send("o1", anchor(3))
        harness.advance(by: .minutes(9))

        #expect(try harness.refusal { try $0.send("o1", anchor(4)) } == .anchorTooSoon)
        #expect(
            try harness.refusal { try $0.send("o1", anchor(4, origin: "other")) } == nil
        )
        harness.advance(by: .minutes(1))
        #expect(try harness.refusal { try $0.send("o1", anchor(4)) } == nil)
    }

    @Test func `are at most 200 a day and of 64 logs an institution`() throws {
        var harness = try founded()
        for number in 0..<KernelLimits.anchoredLogs {
            try harness.send("o1", anchor(1, origin: LogOrigin(stringLiteral: "log-\(number)")))
        }
        #expect(
            try harness.refusal { try $0.send("o1", anchor(1, origin: "one-more")) }
                == .tooMany
        )
        // Names do not run out for ever: further logs are begun after 30 days.
        var later = harness
        later.advance(by: .days(30))
        #expect(
            try later.refusal { try $0.send("o1", anchor(1, origin: "one-more")) } == nil
        )
        for size in 2...4 {
            harness.advance(by: .minutes(10))
            for number in 0..<KernelLimits.anchoredLogs
            where (size - 1) * KernelLimits.anchoredLogs + number < KernelLimits.anchorsPerDay {
                try harness.send(
                    "o1",
                    anchor(size, origin: LogOrigin(stringLiteral: "log-\(number)"))
                )
            }
        }
        harness.advance(by: .minutes(10))
        #expect(
            try harness.refusal { try $0.send("o1", anchor(9, origin: "log-1")) }
                == .anchorTooSoon
        )
        #expect(try harness.refusal { try $0.send("o2", anchor(9, of: "i2")) } == nil)
        harness.advance(by: .days(1))
        #expect(
            try harness.refusal { try $0.send("o1", anchor(9, origin: "log-1")) } == nil
        )
    }

    @Test(arguments: ["", "a b", "a+b", "é", "a\n", String(repeating: "a", count: 129)])
    func `have plain names`(text: String) {
        #expect(LogOrigin(text) == nil)
    }

    @Test func `have one coded form`() throws {
        let signed = try Actor("o1").state(
            anchor(3, origin: "example.org/log:1"),
            in: "test",
            at: "2026-01-01"
        )
        let bytes = try signed.canonicalBytes()

        #expect(try SignedStatement(canonical: bytes) == signed)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text.contains(
                #""body":{"form":"chain","institution":"i1","origin":"example.org/log:1","root":""#
            )
        )
        #expect(text.contains(#""kind":"anchor-recorded""#))
    }

    @Test func `may be signed by a key that signs nothing else`() throws {
        let machine = Actor("o1", key: "gateway")
        var content = CharterContent.council()
        content.items.removeAll { $0.reference == ItemReference(kind: .official, key: "o1") }
        content.items.append(
            .official(
                Official(
                    id: "o1",
                    name: "One",
                    office: "chair1",
                    keys: [
                        Actor("o1").officialKey(),
                        OfficialKey(id: "gateway", publicKey: machine.publicKey, only: .anchors),
                    ]
                )
            )
        )
        var harness = try RegisterHarness(
            founding: content,
            at: "2026-01-01",
            generatingKeys: false
        )

        #expect(
            try harness.refusal { try $0.send(machine, .proposalSubmitted(.motion())) }
                == .keyLimited
        )
        #expect(
            try harness.refusal {
                try $0.send(
                    machine,
                    .keyRevoked(KeyRevocation(official: "o1", key: "k1", reason: .stolen))
                )
            } == .keyLimited
        )
        try harness.send(machine, anchor(3))
        #expect(harness.register.anchoredLogs(of: "i1").count == 1)
    }
}

@Suite struct `Roots of registers without anchors or exchanged keys` {
    @Test func `are those of before these entries`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        #expect(
            try harness.register.root().text
                == "1d91b6c5f5df29e00f15ea68d8aacb22bb5f910496615e0ca25574bc1be05060"
        )
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        for official in ["o1", "o2", "o3"] as [OfficialID] {
            try harness.vote(official, .approve, on: "p1")
        }
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        #expect(
            try harness.register.root().text
                == "fb3cfc719f2626f14ba14ec64d8e93812338e5c9eebad87e7272080ffa15d3e8"
        )
    }
}
