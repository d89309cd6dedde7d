import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A run of the storage driver, which writes until it is killed.
final class DriverProcess {
    private let process = Process()
    private let output: String

    init(_ mode: String, _ database: String, round: Int) throws {
        output = NSTemporaryDirectory() + "driver-\(UUID().uuidString)"
        try Data().write(to: URL(filePath: output))
        process.executableURL = URL(filePath: try Self.path())
        process.arguments = [mode, database, "\(round)"]
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { try? FileManager.default.removeItem(atPath: output) }

    static func path() throws -> String {
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [
            bundle.appending(path: "storage-driver").path,
            Executable.root + "/.build/debug/storage-driver",
        ]
        return try #require(
            candidates.first { FileManager.default.isExecutableFile(atPath: $0) },
            "build the product `storage-driver` first"
        )
    }

    /// The lines printed so far; the last may be torn and is left out then.
    var lines: [Substring] {
        let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        let end = text.lastIndex(of: "\n") ?? text.startIndex
        return text[..<end].split(separator: "\n")
    }

    /// The acknowledged pieces of work so far.
    var acknowledged: [String] {
        lines.filter { $0.hasPrefix("ack ") }.map { String($0.dropFirst(4)) }
    }

    /// Waits until more than a number of pieces of work are acknowledged.
    func wait(forMoreThan count: Int) throws {
        while acknowledged.count <= count {
            try #require(process.isRunning, "the driver ended: \(lines.suffix(3))")
            usleep(2000)
        }
    }

    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// What the driver finds in a database.
struct DriverFindings {
    let sum: Int
    let wrongAccounts: Int
    let keys: [String]
    let logSize: Int
    let roots: Set<String>
    let calls: [String]
    let brokenChains: Int

    init(_ database: String) throws {
        let driver = Executable(path: try DriverProcess.path())
        let run = try driver.run(["check", database])
        #expect(run.status == 0, "\(run.errors)")
        func values(_ name: String) -> [String] {
            run.output.split(separator: "\n").filter { $0.hasPrefix(name + " ") }
                .map { String($0.dropFirst(name.count + 1)) }
        }
        sum = try #require(values("sum").first.flatMap { Int($0) })
        wrongAccounts = try #require(values("wrong").first.flatMap { Int($0) })
        keys = values("key")
        logSize = try #require(values("log").first.flatMap { Int($0) })
        roots = Set(values("root"))
        calls = values("call")
        brokenChains = try #require(values("broken").first.flatMap { Int($0) })
    }

    /// What must hold after any accident, whatever was acknowledged before.
    func check(_ acknowledged: [String], in mode: String) {
        if mode == "calls" {
            #expect(brokenChains == 0)
            #expect(Set(calls).count == calls.count)
            let lost = Set(acknowledged).subtracting(calls)
            #expect(lost.isEmpty, "lost: \(lost.prefix(5))")
        } else if mode == "ledger" {
            #expect(sum == 10_000)
            #expect(wrongAccounts == 0)
            #expect(Set(keys).count == keys.count)
            let lost = Set(acknowledged).subtracting(keys)
            #expect(lost.isEmpty, "lost: \(lost.prefix(5))")
        } else {
            // Every checkpoint that was ever shown is one of this log.
            let foreign = Set(acknowledged).subtracting(roots)
            #expect(foreign.isEmpty, "not of this log: \(foreign.prefix(5))")
        }
    }
}
