import DatabaseSupport
import Foundation
import Testing

@Suite("Keys and anchors of the built executable", .serialized) struct KeyCommandTests {
    private static func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func cabildo(_ arguments: [String]) throws -> Executable.Run {
        try Executable.find().run(arguments)
    }

    /// The options by which an official signs.
    private func signing(
        _ server: ServerProcess,
        as official: String,
        key: String? = nil,
        id: String = "k1"
    ) -> [String] {
        [
            "--server", server.address, "--as", official, "--key",
            key ?? server.data + "/officials/\(official).pem", "--key-id", id,
        ]
    }

    private func cleanUp(_ data: String) {
        for path in [data, data + "-k2.pem", data + "-mirror", data + "-old"] {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func `exchange, revoke and list an official's keys`() throws {
        let server = try ServerProcess(data: try ServerProcess.found())
        defer {
            server.stop()
            cleanUp(server.data)
        }
        let new = server.data + "-k2.pem"
        let official = "katia-lumbrera"
        let rotated = try cabildo(
            ["key", "rotate", "--new", new, "--new-id", "k2"] + signing(server, as: official)
        )
        #expect(rotated.status == 0, "\(rotated.errors)")
        let late = try server.propose("by-the-old-key")
        #expect(late.status == 2)
        #expect(late.errors.contains("key_revoked"))

        let revoked = try cabildo(
            ["key", "revoke", "--which", "k2", "--reason", "stolen"]
                + signing(server, as: official, key: new, id: "k2")
        )
        #expect(revoked.status == 0, "\(revoked.errors)")
        let again = try cabildo(
            ["key", "revoke", "--which", "k2", "--reason", "stolen"]
                + signing(server, as: official, key: new, id: "k2")
        )
        #expect(again.status == 2)
        #expect(again.errors.contains("key_revoked"))
        let list = try cabildo(["key", "list", official, "--server", server.address])
        #expect(list.output.contains("rotated, since entry 1"))
        #expect(list.output.contains("stolen, since entry 2"))
        #expect(try server.verify().status == 0)
    }

    @Test func `exchange the log's key as planned: those with either key go on`() throws {
        let data = try ServerProcess.found()
        defer { cleanUp(data) }
        let old = Self.trimmed(try cabildo(["log", "key", "--data", data]).output)
        let early = try cabildo(["log", "rotate-key", "--data", data, "--retire"])
        #expect(early.status == 2)
        let new = Self.trimmed(try cabildo(["log", "rotate-key", "--data", data]).output)
        #expect(new != old)
        #expect(try cabildo(["log", "rotate-key", "--data", data]).status == 2)
        // Nothing was signed by the new key yet.
        #expect(try cabildo(["log", "rotate-key", "--data", data, "--retire"]).status == 2)

        var server = try ServerProcess(data: data)
        for key in [old, new] {
            let verified = try cabildo(["log", "verify", server.address + "/log", "--key", key])
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        try announce(server, data, [])
        server.stop()
        #expect(try cabildo(["backup", data + "-old", "--data", data]).status == 0)

        let ended = try cabildo(["log", "rotate-key", "--data", data, "--retire"])
        #expect(ended.status == 0, "\(ended.errors)")
        server = try ServerProcess(data: data)
        try announce(server, data, ["--retired", "planned"])
        let stale = try cabildo(["log", "verify", server.address + "/log", "--key", old])
        #expect(stale.status == 1, "\(stale.output)")
        #expect(try server.verify().status == 0)
        server.stop()
        let all = try cabildo(["log", "key", "--all", "--data", data]).output
        #expect(all == "\(new) current\n\(old) retired\n")
        let doctor = try cabildo(["doctor", "--data", data])
        #expect(!doctor.output.contains("\nerror"), "\(doctor.output)")
        // A backup of during the exchange does not bring the old key back.
        let restored = try cabildo([
            "restore", data + "-old", "--data", data, "--accept", "older_log",
        ])
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(Self.trimmed(try cabildo(["log", "key", "--data", data]).output) == new)
    }

    private static let canTrace: Bool = {
        let isThere = (try? Command.run(["strace", "-f", "true"]).status) == 0
        if !isThere { print("strace is not installed, or may not trace here") }
        return isThere
    }()

    @Test(.enabled(if: canTrace))
    func `is on the disk, its name too, before the next step of an exchange`() throws {
        let data = try ServerProcess.found()
        defer { cleanUp(data) }
        let run = try Command.run([
            "strace", "-f", "-yy", "-e", "trace=fsync,rename,unlink", "-o", data + "-mirror",
            try Executable.find().path, "log", "rotate-key", "--data", data,
        ])
        #expect(run.status == 0, "\(run.errors)")
        let trace = try String(contentsOfFile: data + "-mirror", encoding: .utf8)
        // A file is written out, then named, and its folder written out before anything else.
        let calls = trace.split(separator: "\n").filter { $0.contains("\(data)/keys") }
            .filter { !$0.contains("ENOENT") }
        let renames = calls.indices.filter { calls[$0].contains("rename(") }
        #expect(renames.count == 6, "\(trace)")
        for index in renames {
            let next = try #require(calls.dropFirst(index + 1).first)
            #expect(next.contains("fsync(") && next.contains("/keys>"), "\(calls[index])")
        }
        let drafts = calls.filter { $0.contains("fsync(") && $0.contains(".new>") }
        #expect(drafts.count == 4, "\(trace)")
    }

    @Test(.enabled(if: canTrace), arguments: [[], ["--at-once"], ["--retire"]])
    func `can sign wherever an exchange is killed, and does it again`(mode: [String]) throws {
        let data = try ServerProcess.found()
        defer { cleanUp(data) }
        if mode == ["--retire"] {
            #expect(try cabildo(["log", "rotate-key", "--data", data]).status == 0)
            let server = try ServerProcess(data: data)
            server.stop()
        }
        let keys = data + "/keys"
        let command = ["log", "rotate-key", "--data", data] + mode
        let kept = data + "-old"
        try FileManager.default.copyItem(atPath: data, toPath: kept)
        var kills = 0
        for call in ["fsync", "rename", "unlink"] {
            for number in 1...30 {
                try FileManager.default.removeItem(atPath: data)
                try FileManager.default.copyItem(atPath: kept, toPath: data)
                let cut = try Command.run(
                    [
                        "strace", "-f", "-o", "/dev/null", "-e",
                        "inject=\(call):signal=KILL:when=\(number)", try Executable.find().path,
                    ] + command
                )
                if cut.status == 0 { break }
                kills += 1
                let place = "\(mode) killed at \(call) \(number)"
                // It starts, and shows a checkpoint that its keys have signed.
                let server = try ServerProcess(data: data)
                let verified = try server.verify()
                server.stop()
                #expect(verified.status == 0, "\(place): \(verified.output)\(verified.errors)")
                let again = try cabildo(command)
                // The last step may have been done.
                #expect(
                    again.status == 0 || again.errors.contains("being exchanged already")
                        || again.errors.contains("no exchange of the key"),
                    "\(place): \(again.errors)"
                )
                let all = try cabildo(["log", "key", "--all", "--data", data]).output
                let states = all.split(separator: "\n").compactMap { $0.split(separator: " ").last }
                let wanted = mode.isEmpty ? "previous" : "retired"
                #expect(states.count >= 2 && states[0] == "current", "\(place): \(all)")
                #expect(states.dropFirst().allSatisfy { $0 == wanted }, "\(place): \(all)")
                let names = try FileManager.default.contentsOfDirectory(atPath: keys)
                #expect(!names.contains { $0.hasPrefix("log-next") }, "\(place): \(names)")
                let hasPrevious = names.contains { $0.hasPrefix("log-previous") }
                #expect(hasPrevious == mode.isEmpty, "\(place): \(names)")
            }
        }
        // strace counts the calls of each thread, and threads differ from run to run.
        #expect(kills >= 3)
    }

    private func announce(_ server: ServerProcess, _ data: String, _ more: [String]) throws {
        let body = try cabildo(["log", "announce-key", "--data", data] + more)
        #expect(body.status == 0, "\(body.errors)")
        let file = data + "-k2.pem"
        try Data(body.output.utf8).write(to: URL(filePath: file))
        let kind = more.isEmpty ? "log-key-added" : "log-key-retired"
        let sent = try cabildo(
            ["submit", kind, file] + signing(server, as: Self.logOfficial)
        )
        #expect(sent.status == 0, "\(sent.errors)")
    }

    private func audit(_ server: ServerProcess, _ more: [String]) throws -> Executable.Run {
        try cabildo(["audit", server.address + "/log"] + more)
    }

    /// An official of the institution that operates `governance` in Costa Verde.
    private static let logOfficial = "amaya-torrealta"

    @Test func `put a stolen key of the log out of use, and show the thief's fork`() throws {
        let data = try ServerProcess.found()
        defer { cleanUp(data) }
        // The thief has the folder as it was, the key with it.
        try FileManager.default.copyItem(atPath: data, toPath: data + "-old")
        let old = Self.trimmed(try cabildo(["log", "key", "--data", data]).output)
        let new = Self.trimmed(
            try cabildo(["log", "rotate-key", "--at-once", "--data", data]).output
        )
        let state = data + "-mirror"
        let before = try ServerProcess(data: data + "-old")
        let audited = try audit(before, ["--key", old, "--state", state])
        #expect(audited.status == 0, "\(audited.output)")
        before.stop()

        let server = try ServerProcess(data: data)
        try announce(server, data, [])
        try announce(server, data, ["--retired", "stolen"])
        #expect(try server.verify().status == 0)
        // The auditor goes on from what was audited under the old key.
        let lost = try audit(server, ["--key", new, "--state", state])
        #expect(lost.status == 2, "\(lost.output)")
        #expect(lost.output.contains("name the one before, too"))
        let twice = try audit(server, ["--key", new, "--key", old])
        #expect(twice.status == 64)
        #expect(twice.errors.contains("--former-key"))
        let gone = try audit(server, ["--key", new, "--former-key", old, "--state", state])
        #expect(gone.status == 0, "\(gone.output)")
        #expect(gone.output.contains("holds        history"))

        let thief = try ServerProcess(data: data + "-old")
        #expect(try thief.propose("a-fork").status == 0)
        // Who holds the new key takes nothing from the thief.
        let forged = try cabildo(["log", "verify", thief.address + "/log", "--key", new])
        #expect(forged.status == 1, "\(forged.output)")
        // Who knows the old key alone would be deceived by the thief, and refuses the true log.
        let deceived = try cabildo(["log", "verify", thief.address + "/log", "--key", old])
        #expect(deceived.status == 0)
        let stale = try cabildo(["log", "verify", server.address + "/log", "--key", old])
        #expect(stale.status == 1)
        // The old key counts for nothing new: not for the thief's log either.
        let fork = try audit(thief, ["--key", new, "--former-key", old, "--state", state])
        #expect(fork.status == 1, "\(fork.output)")
        thief.stop()
        server.stop()
    }
}
