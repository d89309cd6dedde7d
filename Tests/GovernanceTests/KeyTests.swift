import Governance
import TestSupport
import Testing

@Suite struct `Keys of officials` {
    private func founded() throws -> RegisterHarness {
        let mandate = Mandate(
            id: "i3-operates-governance",
            holder: .institution("i3"),
            function: .operate,
            subject: "governance",
            exclusive: true,
            rank: .regulation,
            article: "art-1"
        )
        return try RegisterHarness(
            founding: .council(seats: 4, more: [.mandate(mandate)]),
            at: "2026-01-01"
        )
    }

    private func rotation(
        of official: OfficialID,
        to key: Identifier<OfficialKey>,
        provenBy prover: Actor? = nil
    ) throws -> Command {
        let new = Actor(official, key: key)
        let message = KeyRotation.possession(
            of: new.publicKey,
            official: official,
            register: "test"
        )
        let proof = (prover ?? new).signature(of: message)
        return .keyRotated(KeyRotation(key: key, publicKey: new.publicKey, proof: proof))
    }

    private func revocation(
        of official: OfficialID,
        _ key: Identifier<OfficialKey> = "k1",
        _ reason: KeyRevocation.Reason = .stolen
    ) -> Command {
        .keyRevoked(KeyRevocation(official: official, key: key, reason: reason))
    }

    @Test func `are exchanged by the official: the old one counts no more, the new one does`()
        throws
    {
        var harness = try founded()
        try harness.send("o1", try rotation(of: "o1", to: "k2"))

        #expect(
            try harness.refusal { try $0.send(Actor("o1"), .proposalSubmitted(.motion())) }
                == .keyRevoked
        )
        try harness.send(Actor("o1", key: "k2"), .proposalSubmitted(.motion()))
        let states = try #require(harness.register.keyStates(of: "o1", at: harness.clock))
        #expect(states.map(\.key.id.text) == ["k1", "k2"])
        #expect(states.map(\.counts) == [false, true])
        #expect(states[0].revoked?.reason == .rotated)
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `are not exchanged without the new key's own signature`() throws {
        var harness = try founded()

        #expect(
            try harness.refusal {
                try $0.send("o1", try rotation(of: "o1", to: "k2", provenBy: Actor("o1")))
            } == .badProof
        )
    }

    @Test func `are not exchanged for a name or a key that was used before`() throws {
        var harness = try founded()
        try harness.send("o1", try rotation(of: "o1", to: "k2"))
        let second = Actor("o1", key: "k2")

        #expect(
            try harness.refusal { try $0.send(second, try rotation(of: "o1", to: "k1")) }
                == .duplicateKey
        )
        #expect(
            try harness.refusal { try $0.send(second, try rotation(of: "o1", to: "k2")) }
                == .duplicateKey
        )
        let stranger = Actor("o2")
        let message = KeyRotation.possession(
            of: stranger.publicKey,
            official: "o1",
            register: "test"
        )
        let borrowed = KeyRotation(
            key: "k3",
            publicKey: stranger.publicKey,
            proof: stranger.signature(of: message)
        )
        #expect(
            try harness.refusal { try $0.send(second, .keyRotated(borrowed)) } == .duplicateKey
        )
    }

    @Test func `live on no longer than the key they replace`() throws {
        var content = CharterContent.council()
        content.items.removeAll { $0.reference == ItemReference(kind: .official, key: "o1") }
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
        var harness = try RegisterHarness(
            founding: content,
            at: "2026-01-01",
            generatingKeys: false
        )
        try harness.send("o1", try rotation(of: "o1", to: "k2"))
        harness.clock = "2026-02-01"

        #expect(
            try harness.refusal {
                try $0.send(Actor("o1", key: "k2"), .proposalSubmitted(.motion()))
            } == .keyNotValid
        )
    }

    @Test func `count no more once revoked, and what they signed before stays valid`() throws {
        var harness = try founded()
        try harness.propose("o1", .motion())
        try harness.send("o1", revocation(of: "o1", "k1", .lost))

        #expect(harness.stage(of: "p1") == .submitted)
        #expect(
            try harness.refusal { try $0.send("o1", .proposalSubmitted(.motion("p2"))) }
                == .keyRevoked
        )
        #expect(
            try harness.refusal { try $0.send("o1", try rotation(of: "o1", to: "k2")) }
                == .keyRevoked
        )
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `do not bring in what was signed before the revocation and arrives after it`()
        throws
    {
        var harness = try founded()
        let early = try Actor("o1").state(
            .proposalSubmitted(.motion()),
            in: "test",
            at: harness.clock
        )
        harness.advance(by: .minutes(1))
        try harness.send("o3", revocation(of: "o1"))
        harness.advance(by: .minutes(1))

        #expect(try harness.refusal { try $0.append(early) } == .keyRevoked)
    }

    @Test func `are revoked by their official, or by an operator of the officials' register`()
        throws
    {
        var harness = try founded()

        #expect(
            try harness.refusal { try $0.send("o2", revocation(of: "o1")) } == .noMandate
        )
        var own = harness
        try own.send("o1", revocation(of: "o1"))
        #expect(own.register.revokedKeys.values.map(\.by) == ["o1"])
        #expect(
            try harness.refusal { try $0.send("o3", revocation(of: "o9")) } == .unknownItem
        )
        #expect(
            try harness.refusal { try $0.send("o3", revocation(of: "o1", "k9")) } == .unknownKey
        )
        try harness.send("o3", revocation(of: "o1"))
        harness.advance(by: .minutes(1))
        #expect(
            try harness.refusal { try $0.send("o3", revocation(of: "o1")) } == .alreadyRevoked
        )
    }

    @Test(arguments: [KeyRevocation.Reason.stolen, .lost])
    func `take their open votes with them when stolen, and only then`(
        reason: KeyRevocation.Reason
    ) throws {
        var harness = try founded()
        try harness.propose("o2", .motion())
        try harness.openVoting("o2", "p1")
        try harness.vote("o1", .reject, on: "p1")
        try harness.vote("o2", .approve, on: "p1")
        try harness.send("o3", revocation(of: "o1", "k1", reason))

        let votes = harness.register.proposals["p1"]?.currentBallot?.votes
        #expect(votes?.map(\.seat.text) == (reason == .stolen ? ["s2"] : ["s1", "s2"]))
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `take the votes of before an exchange with them when they turn out stolen`() throws {
        var harness = try founded()
        try harness.propose("o2", .motion())
        try harness.openVoting("o2", "p1")
        try harness.vote("o1", .reject, on: "p1")
        // The official has a second key, by an exchange of before.
        try harness.send("o1", try rotation(of: "o1", to: "k2"))
        let second = Actor("o1", key: "k2")
        let digest = harness.digest(of: "p1")
        let vote = Vote(proposal: "p1", digest: digest, seat: "s1", round: 1, choice: .approve)
        // The vote of before the exchange stands.
        #expect(
            try harness.refusal { try $0.send(second, .voteCast(vote)) } == .alreadyVoted
        )
        #expect(
            try harness.refusal { try $0.send("o3", revocation(of: "o1", "k1", .lost)) }
                == .alreadyRevoked
        )
        // Until it turns out that somebody else had cast it.
        try harness.send("o3", revocation(of: "o1"))
        #expect(harness.register.proposals["p1"]?.currentBallot?.votes.isEmpty == true)
        try harness.send(second, .voteCast(vote))
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `void recusals too, and the seat may vote again with another key`() throws {
        let thief = Actor("o1", key: "k2")
        var content = CharterContent.council()
        content.items.removeAll { $0.reference == ItemReference(kind: .official, key: "o1") }
        content.items.append(
            .official(
                Official(
                    id: "o1",
                    name: "One",
                    office: "chair1",
                    keys: [Actor("o1").officialKey(), thief.officialKey()]
                )
            )
        )
        var harness = try RegisterHarness(
            founding: content,
            at: "2026-01-01",
            generatingKeys: false
        )
        for id in ["p1", "p2"] as [ProposalID] {
            try harness.propose("o2", .motion(id))
            try harness.openVoting("o2", id)
        }
        let digest = harness.digest(of: "p1")
        let forged = Vote(proposal: "p1", digest: digest, seat: "s1", round: 1, choice: .reject)
        try harness.send(thief, .voteCast(forged))
        try harness.send(
            thief,
            .recusalDeclared(Recusal(proposal: "p2", seat: "s1", reason: "none of it is true"))
        )
        // By the official's own other key.
        try harness.send("o1", revocation(of: "o1", "k2"))

        #expect(harness.register.proposals["p2"]?.currentBallot?.recusals.isEmpty == true)
        try harness.vote("o1", .approve, on: "p1")
        try harness.vote("o2", .approve, on: "p1")
        harness.advanceToClosing(of: "p1")
        #expect(try harness.close("o2", "p1") == .adopted)
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `leave closed votes and acts as they are`() throws {
        var harness = try founded()
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        for official in ["o1", "o2", "o3"] as [OfficialID] {
            try harness.vote(official, .approve, on: "p1")
        }
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        let act = harness.act(of: "p1")
        try harness.send("o3", revocation(of: "o1"))

        #expect(harness.act(of: "p1") == act)
        #expect(harness.register.proposals["p1"]?.currentBallot?.votes.count == 3)
    }

    @Test func `are stated anew by an act, and a revoked key stays revoked in it`() throws {
        var harness = try founded()
        try harness.send("o1", try rotation(of: "o1", to: "k2"))
        let third = Actor("o1", key: "k3")
        let official = Official(
            id: "o1",
            name: "One",
            office: "chair1",
            keys: [Actor("o1").officialKey(), third.officialKey()]
        )
        try harness.propose("o2", .motion(effects: [.change(.official(official))]))
        try harness.openVoting("o2", "p1")
        for official in ["o2", "o3", "o4"] as [OfficialID] {
            try harness.vote(official, .approve, on: "p1")
        }
        harness.advanceToClosing(of: "p1")
        #expect(try harness.close("o2", "p1") == .adopted)

        let refused: [(Actor, Refusal.Code?)] = [
            (Actor("o1"), .keyRevoked), (Actor("o1", key: "k2"), .unknownSigner), (third, nil),
        ]
        for (actor, code) in refused {
            #expect(
                try harness.refusal { try $0.send(actor, .proposalSubmitted(.motion("p2"))) }
                    == code
            )
        }
    }
}

@Suite struct `Keys of the log` {
    private let first = Actor("o1", key: "log-1")
    private let second = Actor("o1", key: "log-2")

    private func founded() throws -> RegisterHarness {
        let mandate = Mandate(
            id: "i1-operates-log",
            holder: .institution("i1"),
            function: .operate,
            subject: "governance/log",
            exclusive: true,
            rank: .regulation,
            article: "art-1"
        )
        return try RegisterHarness(
            founding: .council(more: [.mandate(mandate)]),
            at: "2026-01-01"
        )
    }

    private func addition(of key: Actor, provenBy prover: Actor? = nil) -> Command {
        let message = LogKeyAddition.possession(of: key.publicKey, register: "test")
        return .logKeyAdded(
            LogKeyAddition(
                publicKey: key.publicKey,
                proof: (prover ?? key).signature(of: message)
            )
        )
    }

    private func retirement(of key: Actor, _ reason: LogKeyRetirement.Reason) -> Command {
        .logKeyRetired(LogKeyRetirement(publicKey: key.publicKey, reason: reason))
    }

    @Test func `are told of by entries, with who, when and why`() throws {
        var harness = try founded()
        try harness.send("o1", addition(of: second))
        try harness.send("o1", retirement(of: first, .stolen))

        let keys = harness.register.logKeys
        #expect(keys.map(\.publicKey) == [second.publicKey, first.publicKey])
        #expect(keys.map { $0.added?.position } == [1, nil])
        #expect(keys.map { $0.retired?.position } == [nil, 2])
        #expect(keys[1].reason == .stolen)
        #expect(try harness.replayed().root() == harness.register.root())
    }

    @Test func `are stated by an official of the log's operator`() throws {
        var harness = try founded()

        #expect(try harness.refusal { try $0.send("o2", addition(of: second)) } == .noMandate)
        #expect(
            try harness.refusal { try $0.send("o2", retirement(of: first, .lost)) } == .noMandate
        )
        var without = try RegisterHarness(founding: .council(), at: "2026-01-01")
        #expect(try without.refusal { try $0.send("o1", addition(of: second)) } == .noMandate)
    }

    @Test func `are retired only if an entry told of them, but for that of the founding`() throws {
        var harness = try founded()
        try harness.send("o1", addition(of: second))
        try harness.send("o1", retirement(of: first, .planned))
        for name in ["x", "y"] {
            let junk = Actor("o1", key: try #require(Identifier<OfficialKey>(name)))
            #expect(
                try harness.refusal { try $0.send("o1", retirement(of: junk, .stolen)) }
                    == .unknownKey
            )
        }
        #expect(harness.register.logKeys.count == 2)
    }

    @Test func `are as many as are exchanged, one after the other`() throws {
        var harness = try founded()
        var last = first
        for number in 0..<KernelLimits.logKeys + 2 {
            let next = Actor("o1", key: try #require(Identifier<OfficialKey>("log-\(number)-next")))
            try harness.send("o1", addition(of: next))
            try harness.send("o1", retirement(of: last, .planned))
            last = next
        }
        #expect(harness.register.logKeys.count(where: { $0.retired == nil }) == 1)
    }

    @Test func `sign for themselves, once, and are retired once, but never the last`() throws {
        var harness = try founded()
        #expect(
            try harness.refusal { try $0.send("o1", addition(of: second, provenBy: first)) }
                == .badProof
        )
        #expect(
            try harness.refusal { try $0.send("o1", retirement(of: first, .planned)) }
                == .unknownKey
        )
        try harness.send("o1", addition(of: second))
        #expect(
            try harness.refusal { try $0.send("o1", addition(of: second)) } == .replayed
        )
        harness.advance(by: .minutes(1))
        #expect(
            try harness.refusal { try $0.send("o1", addition(of: second)) } == .duplicateKey
        )
        #expect(
            try harness.refusal { try $0.send("o1", retirement(of: second, .planned)) }
                == .unknownKey
        )
        try harness.send("o1", retirement(of: first, .planned))
        harness.advance(by: .minutes(1))
        #expect(
            try harness.refusal { try $0.send("o1", retirement(of: first, .stolen)) }
                == .alreadyRevoked
        )
    }
}
