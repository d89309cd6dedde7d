import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A register server of the built executable, in a folder of its own.
final class ServerProcess {
    let data: String
    let address: String
    private let process: Process

    /// Founds a register of the demo republic with new keys; nothing is served yet.
    static func found() throws -> String {
        let data = NSTemporaryDirectory() + "served-\(UUID().uuidString)"
        let run = try Executable.find().run(
            ["found", "Examples/costa-verde", "--data", data, "--new-keys"])
        #expect(run.status == 0, "\(run.errors)")
        return data
    }

    init(data: String) throws {
        self.data = data
        process = Process()
        process.executableURL = URL(filePath: try Executable.find().path)
        process.arguments = ["serve", "--data", data, "--port", "0"]
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

@Suite(.serialized) struct ServedRegister {
    @Test func `records a signed statement, refuses it twice, and verifies from outside`() throws {
        let data = try ServerProcess.found()
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

    @Test func `keeps what it acknowledged when it is killed`() throws {
        let data = try ServerProcess.found()
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

    @Test func `refuses a second server over the same folder`() throws {
        let data = try ServerProcess.found()
        defer { try? FileManager.default.removeItem(atPath: data) }
        let server = try ServerProcess(data: data)
        defer { server.stop() }

        let second = try Executable.find().run(["serve", "--data", data, "--port", "0"])
        #expect(second.status == 2)
        #expect(second.errors.contains("in_use"))
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
