import DatabaseSupport
import Foundation
import Testing

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
        let page = try Command.run([
            "curl", "-s", "-H", "Accept: text/html", "\(server.address)/entries/\(index)?lang=en",
        ]).output
        let commands = page.matches(of: /<pre[^>]*><code>(.*?)<\/code>/.dotMatchesNewlines())
            .map { Self.text(String($0.1)) }
            .filter { $0.hasPrefix("url=") || $0.hasPrefix("cabildo") || $0.hasPrefix("python3") }
        try #require(commands.count == 4)
        let script = (["set -e", "cd \(folder)"] + commands).joined(separator: "\n")
            .replacing("http://127.0.0.1:8080", with: server.address)
        let path = URL(filePath: try Executable.find().path).deletingLastPathComponent().path
        let own = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let run = try Command.run(
            ["bash", "-c", script],
            environment: ["PATH": "\(path):\(own)"]
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("the proof holds"))
        #expect(run.output.contains("the root is right"))
        #expect(run.output.matches(of: /Signature Verified Successfully/).count == 2)
    }

    private static func text(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }
}
