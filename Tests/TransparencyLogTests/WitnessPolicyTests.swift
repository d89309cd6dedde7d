import MerkleTree
import Testing
import TransparencyLog

/// Keys whose seeds are their numbers.
enum TestKeys {
    static func signer(
        _ number: UInt8,
        _ name: String,
        _ algorithm: SignatureAlgorithm = .cosignature
    ) throws -> NoteSigner {
        try NoteSigner(
            name: name,
            algorithm: algorithm,
            seed: [UInt8](repeating: number, count: 32)
        )
    }

    static func log() throws -> NoteSigner { try signer(100, "example.com/log", .ed25519) }

    /// A checkpoint of the log that some witnesses have cosigned at a time.
    static func checkpoint(
        size: Int = 3,
        _ witnesses: [(number: UInt8, seconds: Int64)]
    ) throws -> SignedCheckpoint {
        var signed = try SignedCheckpoint(
            signing: Checkpoint(
                origin: "example.com/log",
                size: size,
                root: MemoryLog(count: size).range.root
            ),
            with: log()
        )
        for (number, seconds) in witnesses {
            try signed.cosign(with: signer(number, "w\(number)"), timestampSeconds: seconds)
        }
        return signed
    }
}

@Suite struct WitnessPolicies {
    /// A policy in which `LOG` and `W1` to `W9` stand for keys.
    private func policy(_ text: String) throws -> WitnessPolicy {
        try WitnessPolicy(parsing: Array(try expanded(text).utf8))
    }

    private func expanded(_ text: String) throws -> String {
        var words = ["LOG": try TestKeys.log().verifier.text]
        words["AGAIN"] = try TestKeys.signer(100, "other.example/log", .ed25519).verifier.text
        words["ALIAS"] = try TestKeys.signer(1, "alias").verifier.text
        for number in UInt8(1)...9 {
            words["W\(number)"] = try TestKeys.signer(number, "w\(number)").verifier.text
        }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: " ", omittingEmptySubsequences: false)
                .map { words[String($0)] ?? String($0) }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    private static let nested = """
        # two of the one, one of the other
        log LOG https://log.example
          \t# an indented comment

        witness x1 W1 https://x1.example/
        witness x2 W2
        witness x3 W3
        group x 2 x1 x2 x3
        witness\ty1   W4\u{20}
        witness y2 W5
        group y any y1 y2
        group both all x y
        quorum both

        """

    @Test func `hold logs, witnesses with their addresses, nested groups and a quorum`() throws {
        let policy = try policy(Self.nested)

        #expect(policy.logs.map(\.key.name) == ["example.com/log"])
        #expect(policy.logs.map(\.url) == ["https://log.example"])
        #expect(policy.witnesses.map(\.name) == ["x1", "x2", "x3", "y1", "y2"])
        #expect(policy.witnesses.map(\.url) == ["https://x1.example/", nil, nil, nil, nil])
        #expect(policy.quorum == "both")
    }

    @Test(arguments: [
        ([1, 2, 4], true), ([1, 3, 5], true), ([1, 2, 3, 4, 5], true), ([2, 3, 4], true),
        ([], false), ([1, 2, 3], false), ([1, 4, 5], false), ([4, 5], false), ([1, 2], false),
        ([1, 2, 6], false),
    ])
    func `count groups of groups`(signers: [UInt8], isMet: Bool) throws {
        let policy = try policy(Self.nested)
        let signed = try TestKeys.checkpoint(signers.map { ($0, 1000) })

        #expect(refusal { try policy.judge(signed) } == (isMet ? nil : .quorumNotMet))
    }

    @Test(arguments: [
        ("all", [1, 2, 3], true), ("all", [1, 2], false), ("any", [3], true), ("any", [], false),
        ("1", [2], true), ("2", [2], false), ("2", [2, 3], true), ("3", [1, 2], false),
        ("3", [1, 2, 3], true),
    ])
    func `count all, any and numbers`(needed: String, signers: [UInt8], isMet: Bool) throws {
        let policy = try policy(
            """
            log LOG
            witness a W1
            witness b W2
            witness c W3
            group g \(needed) a b c
            quorum g

            """
        )
        let signed = try TestKeys.checkpoint(signers.map { ($0, 1000) })

        #expect(refusal { try policy.judge(signed) } == (isMet ? nil : .quorumNotMet))
    }

    @Test func `are satisfied by one witness, or by none where none is asked for`() throws {
        let one = try policy("log LOG\nwitness a W1\nquorum a\n")
        let none = try policy("quorum none\nlog LOG\n")

        #expect(refusal { try one.judge(TestKeys.checkpoint([(1, 5)])) } == nil)
        #expect(refusal { try one.judge(TestKeys.checkpoint([(2, 5)])) } == .quorumNotMet)
        #expect(refusal { try none.judge(TestKeys.checkpoint([])) } == nil)
        #expect(none.quorum == nil)
    }

    @Test func `name those who signed, and the oldest time`() throws {
        let policy = try policy(Self.nested)
        let signed = try TestKeys.checkpoint([(4, 70), (1, 50), (2, 60)])

        let approval = try policy.judge(signed)
        #expect(approval.witnesses.map(\.name) == ["x1", "x2", "y1"])
        #expect(approval.oldestSeconds == 50)
        #expect(approval.log.key == (try TestKeys.log().verifier))
    }

    @Test func `take signatures that are too old or of the future for missing`() throws {
        let policy = try policy(Self.nested)
        let signed = try TestKeys.checkpoint([(1, 100), (2, 200), (4, 300)])

        #expect(refusal { try policy.judge(signed, within: 100...300) } == nil)
        #expect(refusal { try policy.judge(signed, within: 101...300) } == .quorumNotMet)
        #expect(refusal { try policy.judge(signed, within: 100...299) } == .quorumNotMet)
        let error = #expect(throws: LogError.self) { try policy.judge(signed, within: 101...300) }
        #expect(error?.reason.contains("`x1`") == true)
    }

    @Test func `refuse a checkpoint of another log, unsigned, or with a false signature`() throws {
        let policy = try policy("log LOG\nwitness a W1\nquorum a\n")
        let other = try SignedCheckpoint(
            signing: Checkpoint(origin: "other", size: 0, root: .empty),
            with: TestKeys.signer(9, "other", .ed25519)
        )
        #expect(refusal { try policy.judge(other) } == .wrongOrigin)

        let signed = try TestKeys.checkpoint([(1, 5)])
        let unsigned = signed.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset != 4 }.map(\.element).joined(separator: [0x0A])
        #expect(
            refusal { try policy.judge(SignedCheckpoint(parsing: Array(unsigned))) }
                == .noTrustedSignature
        )

        // A signature of the same key over another checkpoint.
        var forged = try TestKeys.checkpoint([])
        let stranger = try TestKeys.checkpoint(size: 4, [(1, 5)])
        try forged.append(stranger.note.signatures.filter { $0.name == "w1" })
        #expect(refusal { try policy.judge(forged) } == .invalidSignature)
    }

    @Test func `do not count the log as its own witness`() throws {
        let log = try TestKeys.log()
        let double = try TestKeys.signer(100, "example.com/log", .cosignature)
        let policy = try WitnessPolicy(
            trusting: log.verifier,
            witnesses: [double.verifier],
            quorum: 1
        )
        var signed = try TestKeys.checkpoint([])
        try signed.cosign(with: double, timestampSeconds: 5)

        #expect(refusal { try policy.judge(signed) } == .quorumNotMet)
    }

    @Test func `can be written in short as keys and a number`() throws {
        let keys = try (UInt8(1)...3).map { try TestKeys.signer($0, "w\($0)").verifier }
        let log = try TestKeys.log().verifier
        let policy = try WitnessPolicy(trusting: log, witnesses: keys, quorum: 2)

        #expect(refusal { try policy.judge(TestKeys.checkpoint([(1, 5), (3, 5)])) } == nil)
        #expect(refusal { try policy.judge(TestKeys.checkpoint([(1, 5)])) } == .quorumNotMet)
        for (keys, quorum) in [(keys, 4), (keys, -1), ([keys[0], keys[0]], 1), ([log], 0)] {
            #expect(
                refusal { _ = try WitnessPolicy(trusting: log, witnesses: keys, quorum: quorum) }
                    == .malformedPolicy
            )
        }
    }

    @Test func `take names as octets`() throws {
        // U+212A is canonically equivalent to `K`, and another name; and names need not be UTF-8.
        let policy = try policy(
            "log LOG\nwitness K W1\nwitness \u{212A} W2\ngroup g all K \u{212A}\nquorum g\n"
        )
        #expect(refusal { try policy.judge(TestKeys.checkpoint([(1, 5), (2, 5)])) } == nil)

        let text = Array(try expanded("log LOG\nwitness ? W1\nquorum ?\n").utf8)
        let octets = text.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        let odd = try WitnessPolicy(parsing: octets)
        #expect(refusal { try odd.judge(TestKeys.checkpoint([(1, 5)])) } == nil)
    }

    @Test func `may name no log, for one who knows it from elsewhere`() throws {
        var policy = try policy("witness a W1\nquorum a\n")
        let signed = try TestKeys.checkpoint([(1, 5)])
        #expect(refusal { try policy.judge(signed) } == .wrongOrigin)

        try policy.trust(TestKeys.log().verifier)
        #expect(refusal { try policy.judge(signed) } == nil)
        #expect(refusal { try policy.trust(TestKeys.log().verifier) } == .malformedPolicy)
    }

    static let faults: [(String, Int?)] = [
        ("", nil), ("log LOG\n", nil), ("quorum none\nquorum none\n", 2),
        ("quorum none\nquorum none", 2), ("quorum none", 1),
        ("log LOG\nlog LOG\nquorum none\n", 2), ("log LOG\nlog AGAIN\nquorum none\n", 2),
        ("log W1\nquorum none\n", 1), ("log\nquorum none\n", 1),
        ("log LOG u v\nquorum none\n", 1), ("log nonsense\nquorum none\n", 1),
        ("witness a LOG\nquorum none\n", 1), ("witness a\nquorum none\n", 1),
        ("witness a W1 u v\nquorum none\n", 1), ("witness none W1\nquorum none\n", 1),
        ("witness a W1\nwitness a W2\nquorum a\n", 2),
        ("witness a W1\nwitness b W1\nquorum a\n", 2),
        ("witness a W1\nwitness b ALIAS\nquorum a\n", 2),
        ("witness a W1\ngroup a any a\nquorum a\n", 2),
        ("witness a W1\ngroup g any\nquorum a\n", 2), ("witness a W1\ngroup g\nquorum a\n", 2),
        ("witness a W1\ngroup g any b\nquorum g\n", 2),
        ("witness a W1\ngroup g any none\nquorum g\n", 2),
        ("witness a W1\ngroup g any g\nquorum g\n", 2),
        ("group g any a\nwitness a W1\nquorum g\n", 1),
        ("witness a W1\ngroup g 0 a\nquorum g\n", 2),
        ("witness a W1\ngroup g 2 a\nquorum g\n", 2),
        ("witness a W1\ngroup g 01 a\nquorum g\n", 2),
        ("witness a W1\ngroup g -1 a\nquorum g\n", 2),
        ("witness a W1\ngroup g some a\nquorum g\n", 2),
        ("witness a W1\ngroup g 99999999999999999999 a\nquorum g\n", 2),
        ("witness a W1\ngroup g 2 a a\nquorum g\n", 2),
        ("witness a W1\ngroup g any a\ngroup h any a\nquorum g\n", 3),
        ("witness a W1\ngroup none any a\nquorum none\n", 2),
        ("quorum a\nwitness a W1\n", 1), ("quorum\n", 1), ("quorum a b\n", 1), ("quorum g\n", 1),
        ("frobnicate\nquorum none\n", 1), ("Log LOG\nquorum none\n", 1),
        ("log LOG\r\nquorum none\n", 1), ("# a \u{7F}\nquorum none\n", 1),
        ("\u{0}\nquorum none\n", 1), ("\u{A0}log LOG\nquorum none\n", 1),
    ]

    @Test(arguments: faults) func `name the line of every fault`(text: String, line: Int?) throws {
        let error = #expect(throws: LogError.self) { try policy(text) }

        #expect([.malformedPolicy, .malformedKey].contains(error?.code))
        if let line {
            #expect(error?.reason.contains("line \(line) of the policy:") == true)
        }
    }

    @Test func `are bounded`() {
        let long = Array(String(repeating: "#\n", count: WitnessPolicy.maximumLines + 1).utf8)
        #expect(refusal { _ = try WitnessPolicy(parsing: long) } == .malformedPolicy)
        let large = [UInt8](repeating: 0x23, count: WitnessPolicy.maximumBytes + 1)
        #expect(refusal { _ = try WitnessPolicy(parsing: large) } == .malformedPolicy)
    }

    @Test func `hold at least the numbers that the specification asks for`() throws {
        var text = ""
        for number in 0..<32 {
            let seed = [UInt8(number)] + [UInt8](repeating: 7, count: 31)
            let log = try NoteSigner(name: "log\(number)", seed: seed).verifier.text
            let key = try NoteSigner(name: "w", algorithm: .cosignature, seed: seed).verifier.text
            text += "log \(log)\nwitness w\(number) \(key)\n"
        }
        for number in 0..<32 { text += "group g\(number) any w\(number)\n" }
        text += "group all all " + (0..<32).map { "g\($0)" }.joined(separator: " ") + "\n"
        let policy = try WitnessPolicy(parsing: Array((text + "quorum all\n").utf8))

        #expect(policy.logs.count == 32 && policy.witnesses.count == 32)
    }
}
