import BaseEncoding
import CanonicalJSON
import MerkleTree
import Testing
import TransparencyLog

@Suite(.enabled(if: Vectors.arePresent)) struct PublishedNotes {
    @Test func `are decided alike`() throws {
        let json = try Vectors.json("tlog/notes.json")
        let cases = try #require(json["cases"]?.arrayValue)
        var accepted = 0
        for one in cases {
            let name = one["name"]?.stringValue ?? ""
            let keys = (one["vkeys"]?.arrayValue ?? []).compactMap(\.stringValue)
            let verified = try? Self.open(try Self.bytes(of: one), keys)

            #expect((verified != nil) == (one["ok"] == true), "\(name)")
            if let verified {
                accepted += 1
                let expected = one["verified"]?.arrayValue?.compactMap(\.stringValue)
                #expect(verified == expected, "\(name)")
            }
        }
        print("\(cases.count) notes, \(accepted) accepted")
        #expect(cases.count == 34)
    }

    @Test func `keep their bytes when read and written`() throws {
        let json = try Vectors.json("tlog/notes.json")
        for one in json["cases"]?.arrayValue ?? [] where one["ok"] == true {
            let bytes = try Self.bytes(of: one)
            #expect(try Note(parsing: bytes).bytes == bytes)
        }
    }

    @Test func `are signed with the same bytes`() throws {
        let json = try Vectors.json("tlog/notes.json")
        let skey = try #require(json["keys"]?["PeterNeumann_skey"]?.stringValue)
        let text = try #require(json["text"]?.stringValue)
        let secret = try #require(skey.split(separator: " ").first)
        var note = try Note(text: Array(text.utf8))

        try note.sign(with: NoteSigner(secretText: String(secret)))

        let line =
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        #expect(note.bytes == Array("\(text)\n\(line)".utf8))
    }

    @Test func `have keys made of seeds`() throws {
        let keys = try #require(try Vectors.json("tlog/notes.json")["keys"])
        for (part, algorithm, name) in [
            ("log", SignatureAlgorithm.ed25519, "example.com/selftest"),
            ("witness", .cosignature, "witness.example/w1"),
        ] {
            let hexadecimal = keys["selftest_\(part)_seed_hex"]?.stringValue ?? ""
            let seed = try #require(Hexadecimal.decode(hexadecimal.utf8))
            let signer = try NoteSigner(name: name, algorithm: algorithm, seed: seed)

            #expect(signer.verifier.text == keys["selftest_\(part)_vkey"]?.stringValue)
            let text = try NoteSigner.secretText(name: name, algorithm: algorithm, seed: seed)
            #expect(try NoteSigner(secretText: text).verifier == signer.verifier)
        }
    }

    private static func open(_ bytes: [UInt8], _ keys: [String]) throws -> [String] {
        let verifiers = try keys.map { try NoteVerifier(text: $0) }
        return try Note(parsing: bytes).verify(with: verifiers).map(\.verifier.name)
    }

    private static func bytes(of json: JSON) throws -> [UInt8] {
        if let text = json["note"]?.stringValue { return Array(text.utf8) }
        let hexadecimal = json["note_hex"]?.stringValue ?? "?"
        return try #require(Hexadecimal.decode(hexadecimal.utf8))
    }
}

@Suite struct SigningKeys {
    static let log = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    @Test func `are read and written as text`() throws {
        let verifier = try NoteVerifier(text: Self.log)

        #expect(verifier.name == "PeterNeumann")
        #expect(verifier.keyID == 0xC74F_20A3)
        #expect(verifier.algorithm == .ed25519)
        #expect(verifier.text == Self.log)
    }

    @Test(arguments: [
        "", "+", "++", "a+b+c", "PeterNeumann", "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a3+",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
        "Peter\u{2003}Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "peterneumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func `are refused in any other form`(text: String) {
        #expect(refusal { _ = try NoteVerifier(text: text) } == .malformedKey)
        #expect(refusal { _ = try NoteSigner(secretText: text) } == .malformedKey)
        #expect(refusal { _ = try NoteSigner(secretText: "PRIVATE+KEY+\(text)") } == .malformedKey)
    }

    @Test func `never show their secret`() throws {
        let signer = try NoteSigner(name: "a", seed: [UInt8](repeating: 7, count: 32))
        let dumped = "\(signer) " + String(reflecting: signer)

        #expect(!dumped.contains("7, 7, 7"))
        #expect(refusal { _ = try NoteSigner(name: "a", seed: [1]) } == .malformedKey)
        #expect(
            refusal { _ = try NoteSigner(name: "a b", seed: [UInt8](repeating: 7, count: 32)) }
                == .malformedKey
        )
    }

    @Test func `kept elsewhere sign through a closure`() throws {
        let inner = try NoteSigner(name: "a", seed: [UInt8](repeating: 7, count: 32))
        var note = try Note(text: Array("x\n".utf8))
        let broken = NoteSigner(verifier: inner.verifier) { _ in [1, 2, 3] }
        #expect(refusal { try note.sign(with: broken) } == .signingFailed)
        let wrong = NoteSigner(verifier: inner.verifier) { _ in [UInt8](repeating: 1, count: 64) }
        try note.sign(with: wrong)
        #expect(refusal { _ = try note.verify(with: [inner.verifier]) } == .invalidSignature)

        try note.sign(with: inner)

        #expect(note.signatures.count == 1)
        #expect(try note.verify(with: [inner.verifier]).map(\.verifier) == [inner.verifier])
    }
}

@Suite struct NoteRefusals {
    @Test(arguments: [
        "", "\n", "\n\n", "a", "a\n", "a\n\n", "a\n\n\n", "a\n\nb\n", "a\n\n— b\n",
        "a\n\n— b AAAAAAA=",
        "a\n\n— b AAAAAA==\n", "a\n\n— b  AAAAAAA=\n", "a\n\n—  AAAAAAA=\n",
        "a\n\n— b+c AAAAAAA=\n",
        "a\r\n\r\n— b AAAAAAA=\r\n", "a\tb\n\n— b AAAAAAA=\n", "a\n\n— b AAAAAAA=\n\n",
        "a\n\n- b AAAAAAA=\n",
    ])
    func `name bytes that are no note`(text: String) {
        #expect(refusal { _ = try Note(parsing: Array(text.utf8)) } == .malformedNote)
    }

    @Test func `do not name the smallest note`() throws {
        let note = try Note(parsing: Array("a\n\nb\n\n— b AAAAAAA=\n".utf8))

        #expect(note.text == Array("a\n\nb\n".utf8))
        #expect(note.signatures.map(\.name) == ["b"])
        #expect(refusal { _ = try note.verify(with: []) } == .noTrustedSignature)
    }

    @Test func `bound size and signatures`() throws {
        let line = "— b AAAAAAA=\n"
        func note(_ count: Int) -> [UInt8] {
            Array("a\n\n\(String(repeating: line, count: count))".utf8)
        }
        #expect(refusal { _ = try Note(parsing: note(100)) } == nil)
        #expect(refusal { _ = try Note(parsing: note(101)) } == .malformedNote)
        let long = [UInt8](repeating: 0x61, count: Note.maximumBytes) + note(1)
        #expect(refusal { _ = try Note(parsing: long) } == .malformedNote)
        #expect(refusal { _ = try Note(text: Array("no newline".utf8)) } == .malformedNote)
        var full = try Note(parsing: note(100))
        let lines = full.signatures
        #expect(refusal { try full.append([lines[0]]) } == .malformedNote)
    }

    @Test func `name two keys of one name and id`() throws {
        // 32 bits of id can be made to collide, but not within a test; equal keys are one key.
        let key = try NoteVerifier(text: SigningKeys.log)
        let signer = try NoteSigner(name: "a", seed: [UInt8](repeating: 7, count: 32))
        var note = try Note(text: Array("x\n".utf8))
        try note.sign(with: signer)

        #expect(try note.verify(with: [signer.verifier, signer.verifier, key]).count == 1)
    }
}

@Suite struct Checkpoints {
    private static let log = Result {
        try NoteSigner(name: "log.example/1", seed: [UInt8](repeating: 1, count: 32))
    }
    private static func witness(_ name: String, _ seed: UInt8) throws -> NoteSigner {
        try NoteSigner(
            name: name,
            algorithm: .cosignature,
            seed: [UInt8](repeating: seed, count: 32)
        )
    }

    @Test func `are read and written with their extension lines`() throws {
        let checkpoint = try Checkpoint(
            origin: "log.example/1",
            size: 5,
            root: .leaf([1]),
            extensions: ["x y", "é"]
        )

        #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
        #expect(String(decoding: checkpoint.text, as: UTF8.self).hasPrefix("log.example/1\n5\n"))
    }

    @Test(arguments: [
        "", "a\n", "a\n1\n", "a\n1\n\n", "\n1\n%\n", "a\n01\n%\n", "a\n-1\n%\n", "a\n+1\n%\n",
        "a\n\n%\n",
        "a\n1 \n%\n", "a\n9223372036854775808\n%\n", "a\n1\n%=\n", "a\n1\n%\n\n", "a\n1\n%\n\nx\n",
        "a\n0\n%\n",
        "a\n1\nAAAA\n", "a\n1\n%", "a\n\u{661}\n%\n",
    ])
    func `are refused in any other form`(template: String) {
        let text = template.split(separator: "%", omittingEmptySubsequences: false)
            .joined(separator: TreeHash.leaf([1]).base64)
        #expect(refusal { _ = try Checkpoint(text: Array(text.utf8)) } == .malformedCheckpoint)
    }

    @Test func `of an empty log have the empty root`() throws {
        #expect(try Checkpoint(origin: "a", size: 0, root: .empty).size == 0)
        #expect(
            refusal { _ = try Checkpoint(origin: "a", size: 0, root: .leaf([])) }
                == .malformedCheckpoint
        )
        #expect(
            refusal { _ = try Checkpoint(origin: "a\nb", size: 0, root: .empty) }
                == .malformedCheckpoint
        )
        #expect(
            refusal { _ = try Checkpoint(origin: "", size: 0, root: .empty) }
                == .malformedCheckpoint
        )
    }

    @Test func `need the log's signature and a quorum of witnesses`() throws {
        let log = try Self.log.get()
        let (one, two) = (try Self.witness("w.example/1", 2), try Self.witness("w.example/2", 3))
        let alias = try Self.witness("w.example/alias", 2)
        let witnesses = [one.verifier, two.verifier, alias.verifier]
        let checkpoint = try Checkpoint(origin: "log.example/1", size: 5, root: .leaf([1]))
        var signed = try SignedCheckpoint(signing: checkpoint, with: log)
        try signed.verify(log: log.verifier)
        #expect(
            refusal { try signed.verify(log: log.verifier, witnesses: witnesses, quorum: 1) }
                == .quorumNotMet
        )

        try signed.cosign(with: one, timestampSeconds: 1_700_000_000)
        try signed.cosign(with: alias, timestampSeconds: 1_700_000_001)
        let again = try SignedCheckpoint(parsing: signed.bytes)
        let verified = try again.verify(log: log.verifier, witnesses: witnesses, quorum: 1)
        #expect(verified.map(\.timestampSeconds) == [nil, 1_700_000_000, 1_700_000_001])
        #expect(
            refusal { try again.verify(log: log.verifier, witnesses: witnesses, quorum: 2) }
                == .quorumNotMet
        )

        try signed.cosign(with: two, timestampSeconds: 0)
        try signed.verify(log: log.verifier, witnesses: witnesses, quorum: 2)
        #expect(refusal { try signed.cosign(with: two, timestampSeconds: -1) } == .signingFailed)
        #expect(refusal { try signed.cosign(with: log, timestampSeconds: 1) } == .signingFailed)
    }

    @Test func `of another origin or key are refused`() throws {
        let log = try Self.log.get()
        let other = try NoteSigner(name: "log.example/2", seed: [UInt8](repeating: 1, count: 32))
        let checkpoint = try Checkpoint(origin: "log.example/1", size: 5, root: .leaf([1]))
        let signed = try SignedCheckpoint(signing: checkpoint, with: log)
        let namesake = try NoteSigner(name: "log.example/1", seed: [UInt8](repeating: 9, count: 32))
        let witness = try Self.witness("w.example/1", 2)

        #expect(
            refusal { _ = try SignedCheckpoint(signing: checkpoint, with: other) } == .wrongOrigin
        )
        #expect(refusal { try signed.verify(log: other.verifier) } == .wrongOrigin)
        #expect(refusal { try signed.verify(log: namesake.verifier) } == .noTrustedSignature)
        var note = try Note(text: checkpoint.text)
        try note.sign(with: witness, timestampSeconds: 1)
        let unsigned = try SignedCheckpoint(parsing: note.bytes)
        #expect(
            refusal { try unsigned.verify(log: log.verifier, witnesses: [witness.verifier]) }
                == .noTrustedSignature
        )
    }
}
