import Foundation
import Governance
import LogClient
import TransparencyLog

/// An audit in a process of its own, so that its memory and processor time are its own.
struct Measured {
    /// The seed of the key of the logs that are audited.
    static let seed = [UInt8](repeating: 3, count: 32)
    /// Entries a second by the clock.
    let rate: Double
    /// Processor time an entry, over all cores.
    let processorMicroseconds: Double
    /// The most memory that the process held.
    let megabytes: Int

    static func signer() throws -> NoteSigner {
        try NoteSigner(name: "benchmark.example/log", seed: seed)
    }

    init(_ folder: String, replays: Bool) throws {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["audit", folder, replays ? "replay" : "tree"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let numbers = String(decoding: data, as: UTF8.self).split(separator: " ")
            .compactMap { Double($0.trimmingCharacters(in: .newlines)) }
        guard process.terminationStatus == 0, numbers.count == 4 else {
            throw Problem("the audit of `\(folder)` failed")
        }
        rate = numbers[0] / numbers[1]
        processorMicroseconds = numbers[2] / numbers[0] * 1e6
        megabytes = Int(numbers[3]) / 1024
    }

    /// Audits a folder, and prints entries, seconds, seconds of processor, and kibibytes.
    static func audit(_ folder: String, replays: Bool) async throws {
        var settings = AuditSettings { Instant(milliseconds: 0) }
        settings.replays = replays
        let start = ContinuousClock.now
        let report = await LogAudit(
            of: LogSource(folder: folder),
            by: [try signer().verifier],
            settings: settings
        ).run()
        let seconds =
            Double((ContinuousClock.now - start).components.seconds)
            + Double((ContinuousClock.now - start).components.attoseconds) / 1e18
        guard report.verdict == .holds else { throw Problem(report.text) }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func time(_ value: timeval) -> Double { Double(value.tv_sec) + Double(value.tv_usec) / 1e6 }
        print(report.size, seconds, time(usage.ru_utime) + time(usage.ru_stime), try peak())
    }

    /// The most memory that this process held, in kibibytes; that of its parent is not counted.
    private static func peak() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
