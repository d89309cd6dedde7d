import Foundation
import LogService
import MachineLimits
import Storage
import TransparencyLog

/// How many entries a log takes in a second, durably, from many writers at a time.
@main
struct LogBenchmark {
    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            try await run(options)
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n\(Options.help)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ options: Options) async throws {
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        let database = try await Database.open(
            options.database,
            migrations: LogSchema.migrations,
            settings: settings
        )
        let signer = try NoteSigner(
            name: "benchmark.example/log",
            seed: [UInt8](repeating: 3, count: 32)
        )
        let log = try await DurableLog(database: database, signer: signer)
        try await log.confirm()
        let limits = try Limits.measure(in: options.folder)
        let appending = Appending(log, maximumBatch: options.batch)
        let before = log.checkpoint.checkpoint.size
        let start = ContinuousClock.now
        let end = start + .milliseconds(options.milliseconds)
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for writer in 0..<options.writers {
                group.addTask {
                    var entry = Array("{\"writer\":\(writer),\"number\":".utf8)
                    let room = entry.count
                    var times: [Double] = []
                    while ContinuousClock.now < end {
                        entry.removeLast(entry.count - room)
                        entry += Array("\(times.count),\"text\":\"".utf8)
                        entry += [UInt8](repeating: 0x78, count: 298 - entry.count)
                        entry += Array("\"}".utf8)
                        let begun = ContinuousClock.now
                        try await appending.append(entry)
                        times.append((ContinuousClock.now - begun).seconds)
                    }
                    return times
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }.sorted()
        }
        let seconds = (ContinuousClock.now - start).seconds
        // What was acknowledged is in the log: nothing was counted that was not stored.
        let size = log.checkpoint.checkpoint.size
        guard size - before == times.count else { throw Problem("the log has another size") }
        let batches = await appending.batches
        try await database.close()
        let rate = Double(times.count) / seconds
        print(
            """
            writers \(options.writers), \(times.count) entries of 300 bytes in \(text(seconds)) s, \
            \(batches) batches
            \(text(rate)) entries/s, p50 \(text(times[times.count / 2] * 1000)) ms, \
            p99 \(text(times[times.count * 99 / 100] * 1000)) ms, \
            longest \(text((times.last ?? 0) * 1000)) ms
            limits of the machine: \(text(limits.fsyncsPerSecond)) fsyncs/s, SHA-256 \
            \(text(limits.hashedBytesPerSecond / 1e6)) MB/s, Ed25519 \
            \(text(limits.verificationsPerSecond)) verifications/s
            entries an fsync \(text(rate / limits.fsyncsPerSecond)); batches a second over \
            fsyncs a second \(text(Double(batches) / seconds / limits.fsyncsPerSecond))
            """
        )
    }

    private static func text(_ value: Double) -> String {
        value >= 100 ? "\(Int(value))" : "\((value * 100).rounded() / 100)"
    }
}

struct Options {
    static let help = """
        usage: log-benchmark DATABASE FOLDER [WRITERS] [MILLISECONDS] [BATCH]

        DATABASE is sqlite:PATH or postgres://HOST/DATABASE; FOLDER is where fsync is measured.
        """

    let database: DatabaseLocation
    let folder: String
    var writers = 512
    var milliseconds = 5_000
    var batch = 1_024

    init(_ arguments: [String]) throws {
        guard arguments.count >= 2 else { throw Problem("a database and a folder are needed") }
        database = try DatabaseLocation(parsing: arguments[0])
        folder = arguments[1]
        let numbers = try arguments.dropFirst(2).map { text in
            guard let number = Int(text), number > 0 else {
                throw Problem("`\(text)` is not a number")
            }
            return number
        }
        if numbers.count > 0 { writers = numbers[0] }
        if numbers.count > 1 { milliseconds = numbers[1] }
        if numbers.count > 2 { batch = numbers[2] }
    }
}

struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
