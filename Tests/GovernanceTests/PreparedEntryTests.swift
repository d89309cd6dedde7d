import Governance
import TestSupport
import Testing

@Suite struct PreparedEntries {
    private func harness(_ title: String = "A motion") throws -> RegisterHarness {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion(title: title))
        try harness.openVoting("o1", "p1")
        try harness.vote("o2", .approve, on: "p1")
        return harness
    }

    @Test(arguments: ["A motion", "Moção “nova”", "A \"quoted\" \\ motion"])
    func `replay as the entries themselves do`(title: String) throws {
        let harness = try harness(title)
        var register = Register()
        for entry in harness.entries {
            let prepared = try PreparedEntry(
                canonical: try entry.canonicalBytes(),
                expecting: SigningKeys(register)
            )
            #expect(prepared.verifiedKey != nil)
            try register.append(prepared)
        }
        #expect(try register.root() == (try harness.register.root()))
    }

    @Test func `replay without keys, and with keys that are out of date`() throws {
        let harness = try harness()
        let stranger = try RegisterHarness(
            founding: .council(),
            at: "2026-01-01",
            generatingKeys: false
        )
        for keys in [SigningKeys(Register()), SigningKeys(stranger.register)] {
            var register = Register()
            for entry in harness.entries {
                try register.append(
                    try PreparedEntry(canonical: try entry.canonicalBytes(), expecting: keys)
                )
            }
            #expect(try register.root() == (try harness.register.root()))
        }
    }

    @Test func `are believed only when the key is the one that counts`() throws {
        // Another register in which `o2` has a key of the forger.
        let forger = Actor("o2", key: "forged")
        let honest = try harness()
        let official = Official(
            id: "o2",
            name: "Official 2",
            office: "chair2",
            keys: [OfficialKey(id: "k1", publicKey: forger.publicKey, from: nil, until: nil)]
        )
        let items = CharterContent.council().items.filter { $0.key != "o2" } + [.official(official)]
        let other = try RegisterHarness(
            founding: CharterContent(charter: CharterContent.council().charter, items: items),
            at: "2026-01-01",
            generatingKeys: false
        )
        let entry = honest.entries[3]
        let statement = entry.statement
        let forged = Entry(
            sequence: 3,
            time: entry.time,
            signed: SignedStatement(
                statement: statement,
                signature: try forger.sign(statement).signature
            )
        )
        let prepared = try PreparedEntry(
            canonical: try forged.canonicalBytes(),
            expecting: SigningKeys(other.register)
        )
        #expect(prepared.verifiedKey == forger.publicKey)
        var register = try Register.replaying(honest.entries[..<3])
        #expect(throws: Refusal.self) { try register.append(prepared) }
        #expect(register.position == 3)
    }
}
