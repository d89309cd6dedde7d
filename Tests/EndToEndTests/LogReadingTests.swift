import DatabaseSupport
import Foundation
import Testing
import TransparencyLog

#if canImport(Glibc)
import Glibc
#endif

/// The commands that read, prove and publish a log, and the commands that a page tells people.
@Suite(.serialized) struct LogReading {
    static let hasTools: Bool = {
        let tools = [["python3", "--version"], ["openssl", "version"], ["curl", "--version"]]
        let found = tools.allSatisfy { (try? Command.run($0).status) == 0 }
        if !found { print("python3, openssl or curl is not installed") }
        return found
    }()

    private func scratch() throws -> String {
        let folder = NSTemporaryDirectory() + "reading-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A served register with a handful of entries, and its log's key.
    private func served(on engine: TestEngine) throws -> (ServerProcess, key: String) {
        let server = try ServerProcess(data: try ServerProcess.found(on: engine))
        for number in 1...5 { #expect(try server.propose("m-\(number)").status == 0) }
        let key = try Executable.find().run(["log", "key", "--data", server.data]).output
        return (server, key.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test(arguments: TestEngine.all)
    func `show and prove the same from a server, a folder and a database`(
        engine: TestEngine
    ) throws {
        let (server, key) = try served(on: engine)
        defer { server.stop() }
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cabildo = try Executable.find()
        let out = folder + "/out"
        let export = try cabildo.run(["log", "export", out, "--data", server.data])
        #expect(export.status == 0, "\(export.errors)")
        #expect(export.output.hasPrefix("6 entries, 6 of them new"))

        let places = [
            ["--server", server.address, "--key", key], ["--log", out, "--key", key],
            ["--data", server.data],
        ]
        var shown: Set<String> = []
        for place in places {
            let tail = try cabildo.run(["log", "tail", "-n", "3"] + place)
            let found = try cabildo.run(["log", "search", "--kind", "proposal-submitted"] + place)
            let one = try cabildo.run(["log", "show", "5", "--format", "json"] + place)
            let leaf = folder + "/leaf-\(UUID().uuidString)"
            let proof = try cabildo.run(["log", "prove", "5", "--leaf", leaf] + place)
            for run in [tail, found, one, proof] { #expect(run.status == 0, "\(run.errors)") }
            #expect(!tail.errors.contains("UNVERIFIED"))
            #expect(tail.output.split(separator: "\n").count == 3)
            #expect(found.output.split(separator: "\n").count == 5)
            shown.insert(tail.output + found.output + one.output)

            let file = folder + "/proof"
            try Data(proof.output.utf8).write(to: URL(filePath: file))
            let check = ["log", "verify-proof", file, "--key", key]
            let holds = try cabildo.run(check + ["--leaf", leaf])
            #expect(holds.status == 0 && holds.output.contains("kind: proposal-submitted"))
            let other = folder + "/other"
            try Data(one.output.dropLast().utf8).write(to: URL(filePath: other))
            #expect(try cabildo.run(check + ["--entry", other]).status == 1)
            #expect(try cabildo.run(check + ["--entry", folder + "/none"]).status == 2)
        }
        #expect(shown.count == 1)

        let bare = try cabildo.run(["log", "tail", "--log", out])
        #expect(bare.status == 0 && bare.errors.hasPrefix("UNVERIFIED"))
        let nothing = try cabildo.run(["log", "search", "no such text", "--log", out])
        #expect(nothing.status == 1)
        let stranger = "example.com/selftest+3360e2b7+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx"
        #expect(try cabildo.run(["log", "tail", "--log", out, "--key", stranger]).status == 2)
    }

    @Test func `find entries by each filter, and by all together`() throws {
        let (server, key) = try served(on: .sqlite)
        defer { server.stop() }
        func found(_ filters: [String]) throws -> [Int] {
            let run = try Executable.find().run(
                ["log", "search", "--log", server.address + "/log", "--key", key] + filters
            )
            #expect(run.status == (run.output.isEmpty ? 1 : 0), "\(run.errors)")
            return run.output.split(separator: "\n").compactMap { Int($0.prefix { $0 != " " }) }
        }
        let times = try Executable.find().run([
            "log", "show", "3", "--format", "json", "--log", server.address + "/log",
        ]).output
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(times.utf8)) as? [String: Any]
        )
        let third = try #require(json["time"] as? String)

        #expect(try found([]) == [0, 1, 2, 3, 4, 5])
        #expect(try found(["--kind", "charter-enacted"]) == [0])
        #expect(try found(["--actor", "katia-lumbrera"]) == [1, 2, 3, 4, 5])
        #expect(try found(["--actor", "nobody"]).isEmpty)
        #expect(try found(["--proposal", "m-2"]) == [2])
        #expect(try found(["--from", third]) == [3, 4, 5])
        #expect(try found(["--until", third]) == [0, 1, 2])
        #expect(try found(["A MOTION", "--from", third, "--proposal", "m-4"]) == [4])
        #expect(try found(["m-4", "--until", third]).isEmpty)
        for wrong in [
            ["--kind", "x"], ["--from", "soon"], ["--act", "a", "--proposal", "b"],
        ] {
            let run = try Executable.find().run(
                ["log", "search", "--log", server.address + "/log", "--key", key] + wrong
            )
            #expect(run.status == 2 || run.status == 64, "\(wrong): \(run.status)")
        }
    }

    @Test func `follow a log, over a restart of its server too`() throws {
        let (server, key) = try served(on: .sqlite)
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let output = folder + "/tail"
        try Data().write(to: URL(filePath: output))
        let tail = Process()
        tail.executableURL = URL(filePath: try Executable.find().path)
        tail.arguments = [
            "log", "tail", "--follow", "-n", "1", "--log", server.address + "/log", "--key", key,
        ]
        tail.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        let errors = Pipe()
        tail.standardError = errors
        try tail.run()
        defer {
            kill(tail.processIdentifier, SIGKILL)
            tail.waitUntilExit()
        }
        func wait(for text: String) throws {
            let deadline = Date().addingTimeInterval(60)
            while try !String(contentsOfFile: output, encoding: .utf8).contains(text) {
                try #require(Date() < deadline, "the tail does not show \(text)")
                usleep(50_000)
            }
        }
        try wait(for: "m-5")
        #expect(try server.propose("later").status == 0)
        try wait(for: "`later`")
        let port = try #require(server.address.split(separator: ":").last.map(String.init))
        server.stop()
        #expect(
            String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
                .hasPrefix("waiting: ")
        )
        let again = try ServerProcess(data: server.data, port: port)
        defer { again.stop() }
        #expect(try again.propose("after").status == 0)
        try wait(for: "`after`")
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3)
    }

    @Test(arguments: TestEngine.all)
    func `export from a database alone, with the log's key`(engine: TestEngine) throws {
        let fresh = try engine.fresh()
        let database = fresh.text
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cabildo = try Executable.find()
        let data = folder + "/data"
        let founded = try cabildo.run([
            "found", "Examples/costa-verde", "--data", data, "--database", database, "--new-keys",
        ])
        #expect(founded.status == 0, "\(founded.errors)")
        let server = try ServerProcess(data: data)
        #expect(try server.propose("motion").status == 0)
        server.stop()
        let key = try cabildo.run(["log", "key", "--data", data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let bare = try cabildo.run(["log", "export", folder + "/a", "--database", database])
        #expect(bare.status != 0)
        #expect(bare.errors.contains("--key"))
        let export = try cabildo.run([
            "log", "export", folder + "/b", "--database", database, "--key", key,
        ])
        #expect(export.status == 0, "\(export.errors)")
        #expect(export.output.hasPrefix("2 entries, 2 of them new"))
        #expect(
            try cabildo.run(["log", "verify", folder + "/b", "--key", key]).status == 0
        )
        let stranger = "example.com/selftest+3360e2b7+AZsfhHkc/HZjBFhU04netcqVRJ2HXydqg4QLBgqznPxx"
        let other = try cabildo.run([
            "log", "export", folder + "/c", "--database", database, "--key", stranger,
        ])
        #expect(other.status == 2, "\(other.output)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/c/checkpoint"))
    }

    @Test func `end without a word when who reads has enough`() throws {
        let (server, key) = try served(on: .sqlite)
        defer { server.stop() }
        let path = try Executable.find().path
        let place = "--log \(server.address)/log --key '\(key)'"
        for command in ["tail", "tail --format json", "search", "show 1", "show 1 --format json"] {
            let script = "set -o pipefail; (sleep 0.2; \(path) log \(command) \(place)) | true"
            let run = try Command.run(["bash", "-c", script])
            #expect(run.status == 141, "\(command): \(run.status)")
            #expect(run.errors.isEmpty, "\(run.errors)")
        }
        let full = try Command.run(["bash", "-c", "\(path) log tail \(place) > /dev/full"])
        #expect(full.status == 2)
        #expect(full.errors.contains("the answer cannot be written"))
    }

    @Test(.enabled(if: hasTools))
    func `let a plain web server serve an export to our own client`() throws {
        let (server, key) = try served(on: .sqlite)
        defer { server.stop() }
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cabildo = try Executable.find()
        let export = try cabildo.run(["log", "export", folder, "--data", server.data])
        #expect(export.status == 0, "\(export.errors)")

        let web = Process()
        web.executableURL = URL(filePath: "/usr/bin/env")
        web.arguments = [
            "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "-d", folder,
        ]
        let output = Pipe()
        web.standardOutput = output
        web.standardError = FileHandle.nullDevice
        try web.run()
        defer {
            // Not SIGTERM: a thread of the test may have it blocked, and children inherit that.
            kill(web.processIdentifier, SIGKILL)
            web.waitUntilExit()
        }
        // It says `Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ...`.
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let match = try #require(line.firstMatch(of: /\((http:[^)]*)\/\)/), "\(line)")
        let verified = try cabildo.run(["log", "verify", String(match.1), "--key", key])
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        #expect(verified.output.contains("6 entries"))
        let tail = try cabildo.run(["log", "tail", "--log", String(match.1), "--key", key])
        #expect(tail.output.split(separator: "\n").count == 6)
    }

    @Test(.enabled(if: hasTools), arguments: [0, 3, 5])
    func `check an entry by hand as its page says`(index: Int) throws {
        let (server, _) = try served(on: .sqlite)
        defer { server.stop() }
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try byHand(server.address, index, in: folder)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("the proof holds"))
        #expect(run.output.contains("the root is right"))
        #expect(run.output.matches(of: /Signature Verified Successfully/).count == 2)
    }

    @Test(.enabled(if: hasTools))
    func `check an entry by hand with either key while two of the log's keys sign`() throws {
        let data = try ServerProcess.found()
        let cabildo = try Executable.find()
        func key() throws -> String {
            try cabildo.run(["log", "key", "--data", data]).output
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let old = try key()
        #expect(try cabildo.run(["log", "rotate-key", "--data", data]).status == 0)
        let new = try key()
        let server = try ServerProcess(data: data)
        defer { server.stop() }
        let stranger = try NoteSigner(
            name: "costa-verde/log",
            seed: [UInt8](repeating: 5, count: 32)
        ).verifier.text
        for (key, isTrusted) in [(old, true), (new, true), (stranger, false)] {
            let folder = try scratch()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let run = try byHand(server.address, 0, in: folder, replacing: new, with: key)
            #expect((run.status == 0) == isTrusted, "\(run.output)\(run.errors)")
            let count = run.output.matches(of: /Signature Verified Successfully/).count
            #expect(count == (isTrusted ? 2 : 0))
        }
    }

    /// Runs what the page of an entry tells people to run, with a key in the place of the page's.
    private func byHand(
        _ address: String,
        _ index: Int,
        in folder: String,
        replacing shown: String = "",
        with key: String = ""
    ) throws -> Command.Run {
        let page = try Command.run([
            "curl", "-s", "-H", "Accept: text/html", "\(address)/entries/\(index)?lang=en",
        ]).output
        let commands = page.matches(of: /<pre[^>]*><code>(.*?)<\/code>/.dotMatchesNewlines())
            .map { Self.text(String($0.1)) }
            .filter { $0.hasPrefix("url=") || $0.hasPrefix("cabildo") || $0.hasPrefix("python3") }
        try #require(commands.count == 4)
        var script = (["set -e", "cd \(folder)"] + commands).joined(separator: "\n")
            .replacing("http://127.0.0.1:8080", with: address)
        if !shown.isEmpty {
            try #require(script.contains(shown))
            script = script.replacing(shown, with: key)
        }
        let path = URL(filePath: try Executable.find().path).deletingLastPathComponent().path
        let own = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return try Command.run(
            ["bash", "-c", script],
            environment: ["PATH": "\(path):\(own)"]
        )
    }

    @Test func `say what is wrong with a leaf's file, an act or a damaged checkpoint`() throws {
        let (server, _) = try served(on: .sqlite)
        let folder = try scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cabildo = try Executable.find()
        let leaf = folder + "/leaf"
        try Data("mine".utf8).write(to: URL(filePath: leaf))
        for (file, words) in [(leaf, "exists already"), (folder + "/no/leaf", "cannot be written")]
        {
            let run = try cabildo.run([
                "log", "prove", "1", "--leaf", file, "--data", server.data,
            ])
            #expect(run.status == 2)
            #expect(run.errors.contains(words) && !run.errors.contains("NSCocoa"), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
        #expect(FileManager.default.contents(atPath: leaf) == Data("mine".utf8))

        for place in [["--data", server.data], ["--server", server.address]] {
            let none = try cabildo.run(["log", "search", "--act", "council-2026-9"] + place)
            #expect(none.status == 1, "\(none.errors)")
            #expect(none.errors.contains("`council-2026-9`"))
        }
        server.stop()
        let published = server.data + "/published.checkpoint"
        try Data("half".utf8).write(to: URL(filePath: published))
        let start = try cabildo.run(["serve", "--data", server.data, "--port", "0"])
        #expect(start.status == 2)
        #expect(start.errors.contains("`\(published)`") && start.errors.contains("help: "))
    }

    private static func text(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
