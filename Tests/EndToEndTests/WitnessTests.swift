import DatabaseSupport
import Foundation
import MerkleTree
import Testing
import TransparencyLog

#if canImport(Glibc)
import Glibc
#endif

@Suite(.serialized) struct WitnessExecutable {
    @Test func `makes its key and its records once, for its owner alone`() throws {
        let stage = try WitnessStage()
        let key = try stage.makeWitness("w1.example")
        let verifier = try NoteVerifier(text: key)
        #expect(verifier.name == "w1.example" && verifier.algorithm == .cosignature)
        let data = stage.folder + "/w1.example"
        #expect(try stage.cabildo(["witness", "key", "--data", data]).output == key + "\n")
        for name in ["witness.pem", "witness.sqlite"] {
            let facts = try FileManager.default.attributesOfItem(atPath: "\(data)/\(name)")
            #expect(facts[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let again = try stage.cabildo(["witness", "init", "--data", data, "--name", "w"])
        #expect(again.status == 2 && again.errors.contains("exists already"))
        let bad = try stage.cabildo([
            "witness", "init", "--data", stage.folder + "/bad", "--name", "a b",
        ])
        #expect(bad.status == 2 && !FileManager.default.fileExists(atPath: stage.folder + "/bad"))
        #expect(try stage.cabildo(["witness", "serve", "--data", data]).status == 2)

        let log = try NoteSigner(name: "log", seed: [UInt8](repeating: 3, count: 32)).verifier.text
        let first = try stage.serve("w1.example", log: log)
        defer { first.stop() }
        let second = try stage.cabildo([
            "witness", "serve", "--data", data, "--listen", "127.0.0.1:0", "--log", log,
        ])
        #expect(second.status == 2, "\(second.errors)")
    }

    @Test func `does not begin anew when its records are gone`() throws {
        let stage = try WitnessStage()
        _ = try stage.makeWitness("w1")
        try FileManager.default.removeItem(atPath: stage.folder + "/w1/witness.sqlite")
        let log = try NoteSigner(name: "log", seed: [UInt8](repeating: 3, count: 32)).verifier.text
        let run = try stage.cabildo([
            "witness", "serve", "--data", stage.folder + "/w1", "--log", log,
        ])
        #expect(run.status == 2 && run.errors.contains("is missing"))
    }

    /// Trees that part ways at some size.
    private struct Branch {
        var nodes: [NodeAddress: TreeHash] = [:]
        var roots: [TreeHash] = [.empty]

        init(_ count: Int, forkedAt fork: Int) {
            var range = CompactRange()
            for number in 0..<count {
                let text = number < fork ? "\(number)" : "\(fork) and \(number)"
                range.append(.leaf(Array(text.utf8))) { nodes[$0] = $1 }
                roots.append(range.root)
            }
        }

        func request(_ old: Int, _ size: Int, _ signer: NoteSigner) throws -> AddCheckpoint {
            let proof = try ConsistencyProof(oldSize: old, newSize: size) { nodes[$0] }
            let checkpoint = try Checkpoint(
                origin: signer.verifier.name,
                size: size,
                root: roots[size]
            )
            return AddCheckpoint(
                oldSize: old,
                path: proof.path,
                checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer)
            )
        }
    }

    @Test func `shows what a forking log has signed, while it is served and after`() throws {
        let stage = try WitnessStage()
        _ = try stage.makeWitness("w1")
        let signer = try NoteSigner(name: "log", seed: [UInt8](repeating: 3, count: 32))
        let process = try stage.serve("w1", log: signer.verifier.text)
        func shown(_ format: String) throws -> Executable.Run {
            try stage.cabildo([
                "witness", "evidence", "--data", stage.folder + "/w1", "--format", format,
            ])
        }
        #expect(try shown("text").status == 0 && shown("text").output.isEmpty)
        let (tree, fork) = (Branch(9, forkedAt: 9), Branch(9, forkedAt: 2))
        let first = try tree.request(0, 5, signer)
        #expect(try stage.post(first.bytes, to: process.address)?.status == 200)
        let second = try fork.request(5, 5, signer)
        #expect(try stage.post(second.bytes, to: process.address)?.status == 422)

        for _ in 0..<2 {
            let text = try shown("text")
            #expect(text.status == 0, "\(text.errors)")
            #expect(text.output.contains("the signatures prove a fork"))
            for root in [tree.roots[5], fork.roots[5]] {
                #expect(text.output.contains(root.base64))
            }
            let json = try shown("json").output
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8))
            let kept = try #require(object as? [String: Any])
            #expect(kept["request"] as? String == String(decoding: second.bytes, as: UTF8.self))
            let recorded = try SignedCheckpoint(
                parsing: Array(try #require(kept["recorded"] as? String).utf8)
            )
            try recorded.verify(log: signer.verifier)
            #expect(recorded.checkpoint.root == tree.roots[5])
            process.stop()
        }
        let none = try stage.cabildo(["witness", "evidence", "--data", stage.folder + "/none"])
        #expect(none.status == 2)
    }

    /// What was cosigned, and what is recorded, as the threads of a round find out.
    private final class Found: @unchecked Sendable {
        private let lock = NSLock()
        private var list: [Checkpoint] = []
        func add(_ item: Checkpoint) { lock.withLock { list.append(item) } }
        var all: [Checkpoint] { lock.withLock { list } }
    }

    @Test func `never cosigns two checkpoints that contradict each other, whenever it is killed`()
        throws
    {
        let stage = try WitnessStage()
        let witness = try NoteVerifier(text: stage.makeWitness("w1"))
        let signer = try NoteSigner(name: "log", seed: [UInt8](repeating: 3, count: 32))
        let given = ProcessInfo.processInfo.environment["CABILDO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...UInt64.max)
        print("kill -9 of a witness: seed \(seed)")
        var random = Seeded(state: seed)
        let count = 400
        let branches = [count, 0, 1, 2, 5, 9, 17, 40].map { Branch(count, forkedAt: $0) }
        let found = Found()
        for _ in 0..<Killing.rounds {
            let process = try stage.serve("w1", log: signer.verifier.text)
            let pause = UInt32.random(in: 50_000...400_000, using: &random)
            let order = branches.shuffled(using: &random)
            let threads = order.prefix(4).map { branch in
                Thread {
                    var old = 0
                    for _ in 0..<60 {
                        guard old < count,
                            let request = try? branch.request(old, old + 1, signer),
                            let answer = try? stage.post(request.bytes, to: process.address)
                        else { return }
                        if answer.status == 200,
                            (try? Cosignature(
                                answer: Array(answer.body.utf8),
                                to: request.checkpoint,
                                from: witness
                            )) != nil
                        {
                            found.add(request.checkpoint.checkpoint)
                            old += 1
                        } else if answer.status == 409 {
                            old = Cosignature.recordedSize(Array(answer.body.utf8)) ?? old
                        }
                    }
                }
            }
            for thread in threads { thread.start() }
            usleep(pause)
            process.kill()
            while !threads.allSatisfy(\.isFinished) { usleep(1000) }
        }
        let sizes = Dictionary(grouping: found.all, by: \.size)
        for (size, checkpoints) in sizes {
            #expect(Set(checkpoints.map(\.root)).count == 1, "size \(size)")
        }
        let branch = branches.first { branch in
            found.all.allSatisfy { branch.roots[$0.size] == $0.root }
        }
        #expect(branch != nil, "no single tree holds all that was cosigned")
        print("\(Killing.rounds) kills, \(found.all.count) cosigned, of \(sizes.count) sizes")
        #expect(!found.all.isEmpty)
    }
}

@Suite(.serialized) struct WitnessedRegister {
    @Test func `shows what two of four witnesses signed, though one hangs and one is another`()
        throws
    {
        let stage = try WitnessStage()
        let data = try ServerProcess.found()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let log = try stage.cabildo(["log", "key", "--data", data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let names = ["w1", "w2", "w3", "w4"]
        let keys = try names.map { try stage.makeWitness($0) }
        var first = try stage.serve("w1", log: log)
        defer { first.stop() }
        let second = try stage.serve("w2", log: log)
        defer { second.stop() }
        let silent = try SilentPort()
        let policy = try stage.write(
            """
            log \(log)
            witness w1 \(keys[0]) \(first.address)
            witness w2 \(keys[1]) \(second.address)/
            witness w3 \(keys[2]) http://127.0.0.1:\(silent.port)
            witness w4 \(keys[3]) \(first.address)
            group two 2 w1 w2 w3 w4
            quorum two

            """,
            to: "policy"
        )
        let arguments = [
            "serve", "--data", data, "--port", "0", "--witnesses", policy, "--witness-quorum",
            "required",
        ]
        var server = try ListeningProcess(arguments)
        defer { server.stop() }
        func shownSize() throws -> Int? {
            let note = try Command.run(["curl", "-s", server.address + "/log/checkpoint"]).output
            return note.split(separator: "\n").dropFirst().first.flatMap { Int($0) }
        }
        func propose(_ name: String) throws -> Executable.Run {
            let body = """
                {"proposal": "\(name)", "body": "data-sharing-committee", "class": "agreement", \
                "rank": "regulation", "title": "A motion"}
                """
            return try stage.cabildo([
                "submit", "proposal-submitted", stage.write(body, to: name), "--server",
                server.address, "--as", "katia-lumbrera", "--key",
                data + "/officials/katia-lumbrera.pem",
            ])
        }
        func verify(_ options: [String]) throws -> Executable.Run {
            try stage.cabildo(["log", "verify", server.address + "/log"] + options)
        }
        #expect(try Waiting.until(seconds: 20) { try shownSize() == 1 })
        #expect(try propose("motion").status == 0)
        #expect(try Waiting.until(seconds: 20) { try shownSize() == 2 })

        let good = try verify(["--policy", policy])
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        #expect(good.output.contains("cosigned by `w1`, `w2`; the quorum is met"))
        let short = ["--key", log, "--witness", keys[0], "--witness", keys[1]]
        #expect(try verify(short).status == 0)
        #expect(try verify(short + ["--max-age", "3600"]).status == 0)
        let strict = try verify(short + ["--witness", keys[2], "--quorum", "3"])
        #expect(strict.status == 1)
        #expect(strict.output.hasPrefix("NOT to be relied on"), "the verdict comes first")
        #expect(strict.output.contains("quorum `3 of 3` is not met: signed by `w1`, `w2` only"))
        #expect(try verify(["--policy", policy, "--quorum", "1"]).status == 2)
        #expect(try verify([]).status == 2)
        try checkWithGo(server.address, keys[0], stage)

        // Without its quorum nothing newer is shown; the register goes on.
        first.stop()
        #expect(try propose("second").status == 0)
        #expect(try shownSize() == 2)
        server.kill()
        server = try ListeningProcess(arguments)
        #expect(try shownSize() == 2)
        #expect(try verify(["--policy", policy]).status == 0)

        // The witness comes back where it was.
        let port = first.address.split(separator: ":").last ?? ""
        first = try ListeningProcess([
            "witness", "serve", "--data", stage.folder + "/w1", "--listen", "127.0.0.1:\(port)",
            "--log", log,
        ])
        #expect(try Waiting.until(seconds: 60) { try shownSize() == 3 })
        #expect(try verify(["--policy", policy]).status == 0)
    }

    /// Has the note read by Go's own package, where that is installed.
    private func checkWithGo(_ address: String, _ key: String, _ stage: WitnessStage) throws {
        let library = "/usr/share/gocode/src/golang.org/x/mod/sumdb/note"
        guard FileManager.default.fileExists(atPath: library),
            FileManager.default.isExecutableFile(atPath: "/usr/bin/go")
        else {
            print("Go's sumdb/note is not installed: the cosignature is not checked with it")
            return
        }
        let note = try Command.run(["curl", "-s", address + "/log/checkpoint"]).output
        let file = try stage.write(note, to: "note")
        let program = try stage.write(GoProgram.text, to: "check.go")
        let run = try Command.run([
            "env", "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOFLAGS=",
            "GOCACHE=\(stage.folder)/cache", "go", "run", program, file, key,
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("verified by w1"))
    }
}

/// A verifier of cosignatures on top of Go's `sumdb/note`.
private enum GoProgram {
    static let text = #"""
        package main

        import (
            "crypto/ed25519"
            "encoding/base64"
            "encoding/binary"
            "fmt"
            "os"
            "strconv"
            "strings"

            "golang.org/x/mod/sumdb/note"
        )

        type cosigner struct {
            name string
            hash uint32
            key  ed25519.PublicKey
        }

        func (c cosigner) Name() string    { return c.name }
        func (c cosigner) KeyHash() uint32 { return c.hash }
        func (c cosigner) Verify(msg, sig []byte) bool {
            if len(sig) != 72 {
                return false
            }
            seconds := binary.BigEndian.Uint64(sig)
            signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, msg)
            return ed25519.Verify(c.key, []byte(signed), sig[8:])
        }

        func main() {
            text, err := os.ReadFile(os.Args[1])
            if err != nil {
                panic(err)
            }
            parts := strings.SplitN(os.Args[2], "+", 3)
            hash, err := strconv.ParseUint(parts[1], 16, 32)
            if err != nil {
                panic(err)
            }
            key, err := base64.StdEncoding.DecodeString(parts[2])
            if err != nil || key[0] != 4 {
                panic("not a cosigner's key")
            }
            list := note.VerifierList(cosigner{parts[0], uint32(hash), key[1:]})
            opened, err := note.Open(text, list)
            if err != nil {
                panic(err)
            }
            fmt.Println("verified by", opened.Sigs[0].Name)
        }
        """#
}
