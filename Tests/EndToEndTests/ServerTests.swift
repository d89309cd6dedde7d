import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A register server of the built executable, in a folder of its own.
final class ServerProcess: @unchecked Sendable {
    let data: String
    let address: String
    private let process: Process

    /// Founds a register of the demo republic with new keys; nothing is served yet.
    static func found(on engine: TestEngine = .sqlite) throws -> String {
        let data = NSTemporaryDirectory() + "served-\(UUID().uuidString)"
        var arguments = ["found", "Examples/costa-verde", "--data", data, "--new-keys"]
        if engine == .postgres { arguments += ["--database", try engine.fresh().text] }
        let run = try Executable.find().run(arguments)
        #expect(run.status == 0, "\(run.errors)")
        return data
    }

    init(data: String, port: String = "0") throws {
        self.data = data
        process = Process()
        process.executableURL = URL(filePath: try Executable.find().path)
        process.arguments = ["serve", "--data", data, "--port", port]
        process.currentDirectoryURL = URL(filePath: Executable.root)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line = ""
        while !line.contains("\n") {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            line += String(decoding: part, as: UTF8.self)
        }
        let words = line.split { $0 == " " || $0 == "\n" }
        address = String(try #require(words.last, "the server did not start"))
    }

    /// Waits until the server's checkpoint covers a number of entries.
    func waitForEntries(_ count: Int) throws {
        let deadline = Date.now.addingTimeInterval(30)
        while Date.now < deadline {
            let note = try Command.run(["curl", "-s", address + "/log/checkpoint"]).output
            if note.split(separator: "\n").dropFirst().first == "\(count)" { return }
            usleep(20_000)
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func kill() {
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Submits a proposal under that name.
    func propose(_ name: String) throws -> Executable.Run {
        let body = """
            {"proposal": "\(name)", "body": "data-sharing-committee", "class": "agreement", \
            "rank": "regulation", "title": "A motion"}
            """
        let file = data + "-\(name).json"
        try Data(body.utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try Executable.find().run([
            "submit", "proposal-submitted", file, "--server", address, "--as", "katia-lumbrera",
            "--key", data + "/officials/katia-lumbrera.pem",
        ])
    }

    func verify() throws -> Executable.Run {
        let executable = try Executable.find()
        let key = try executable.run(["log", "key", "--data", data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return try executable.run([
            "log", "verify", address + "/log", "--key", key, "--server", address,
        ])
    }
}

/// What went wrong, from several threads.
private final class Atomic: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [String] = []

    func add(_ item: String) { lock.withLock { list.append(item) } }
    var all: [String] { lock.withLock { list } }
}

@Suite(.serialized) struct ServedRegister {
    @Test(arguments: TestEngine.all)
    func `records a signed statement, refuses it twice, and verifies from outside`(
        engine: TestEngine
    ) throws {
        let data = try ServerProcess.found(on: engine)
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try ServerProcess(data: data)
        defer { server.stop() }

        #expect(try server.propose("motion").status == 0)
        let again = try server.propose("motion")
        #expect(again.status == 2)
        #expect(again.errors.contains("duplicate_proposal"))
        let verdict = try server.verify()
        #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
        #expect(verdict.output.contains("2 entries"))
        #expect(verdict.output.contains("the server shows the same register"))
    }

    @Test(arguments: TestEngine.all)
    func `keeps what it acknowledged when it is killed`(engine: TestEngine) throws {
        let data = try ServerProcess.found(on: engine)
        defer { try? FileManager.default.removeItem(atPath: data) }
        var acknowledged = 0
        for round in 0..<3 {
            let server = try ServerProcess(data: data)
            for number in 0..<3 where try server.propose("motion-\(round)-\(number)").status == 0 {
                acknowledged += 1
            }
            server.kill()
        }
        let server = try ServerProcess(data: data)
        defer { server.stop() }

        #expect(acknowledged == 9)
        let verdict = try server.verify()
        #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
        #expect(verdict.output.contains("10 entries"))
    }

    @Test(arguments: TestEngine.all)
    func `refuses a second server over the same folder`(engine: TestEngine) throws {
        let data = try ServerProcess.found(on: engine)
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try ServerProcess(data: data)
        defer { server.stop() }

        let second = try Command.run(
            [try Executable.find().path, "serve", "--data", data, "--port", "0"],
            limit: .seconds(30)
        )
        #expect(second.status == 2)
        #expect(second.errors.contains("in_use"))
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)))
    func `takes statements at two servers over one database, each exactly once`() throws {
        let data = try ServerProcess.found(on: .postgres)
        let copy = data + "-copy"
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        defer {
            for folder in [data, copy] { try? FileManager.default.removeItem(atPath: folder) }
        }
        let servers = [try ServerProcess(data: data), try ServerProcess(data: copy)]
        defer { for server in servers { server.stop() } }
        let refused = Atomic()
        DispatchQueue.concurrentPerform(iterations: 4) { worker in
            for number in 0..<5 {
                let run = try? servers[worker % 2].propose("motion-\(worker)-\(number)")
                if run?.status != 0 { refused.add(run?.errors ?? "not run") }
            }
        }
        #expect(refused.all.isEmpty, "\(refused.all)")

        for server in servers {
            try server.waitForEntries(21)
            let verdict = try server.verify()
            #expect(verdict.status == 0, "\(verdict.output)\(verdict.errors)")
            #expect(verdict.output.contains("21 entries"))
        }
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)))
    func `goes on at the other server when the one that writes is killed`() throws {
        let data = try ServerProcess.found(on: .postgres)
        let copy = data + "-copy"
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        defer {
            for folder in [data, copy] { try? FileManager.default.removeItem(atPath: folder) }
        }
        let (first, second) = (try ServerProcess(data: data), try ServerProcess(data: copy))
        defer { second.stop() }
        #expect(try first.propose("one").status == 0)
        first.kill()

        #expect(try second.propose("two").status == 0)
        let again = try second.propose("one")
        #expect(again.errors.contains("duplicate_proposal"))
        let verdict = try second.verify()
        #expect(verdict.output.contains("3 entries"))
    }

    @Test(arguments: TestEngine.all)
    func `answers who and explain beside the server that holds the register`(
        engine: TestEngine
    ) throws {
        let data = try ServerProcess.found(on: engine)
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try ServerProcess(data: data)
        defer { server.stop() }
        let run = try Executable.find().run(["who", "identity/credentials", "--data", data])

        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("identity-committee"))
    }

    @Test func `refuses a database that holds less than what was published`() throws {
        let data = try ServerProcess.found()
        let old = data + "-old"
        defer {
            for folder in [data, old] { try? FileManager.default.removeItem(atPath: folder) }
        }
        try FileManager.default.copyItem(atPath: data, toPath: old)
        let server = try ServerProcess(data: data)
        #expect(try server.propose("one").status == 0)
        server.stop()
        for name in ["register.sqlite", "register.sqlite-wal", "register.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(data)/\(name)")
            try? FileManager.default.copyItem(
                atPath: "\(old)/\(name)",
                toPath: "\(data)/\(name)"
            )
        }
        let run = try Executable.find().run(["serve", "--data", data, "--port", "0"])

        #expect(run.status == 2)
        #expect(run.errors.contains("signed over 2 entries, and only 1 are stored"))
    }

    @Test func `says what is wrong when nobody answers, and does not crash`() throws {
        let key = "test/log+00000000+AQ=="
        let executable = try Executable.find()
        let data = try ServerProcess.found()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let good = try executable.run(["log", "key", "--data", data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)

        for arguments in [
            ["log", "verify", "http://127.0.0.1:9/log", "--key", key],
            ["log", "verify", "http://127.0.0.1:9/log", "--key", good],
            ["log", "verify", "/nonexistent", "--key", good],
        ] {
            let run = try executable.run(arguments)
            #expect(run.status == 2, "\(arguments): \(run.output)")
            #expect(run.errors.hasPrefix("error"), "\(run.errors)")
        }
    }
}
