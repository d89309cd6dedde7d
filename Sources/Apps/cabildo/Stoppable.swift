import ArgumentParser
import Composition
import Foundation
import UnixSignals

/// Long commands: they are stopped by a signal without leaving anything, and tell how far they are.
enum Stoppable {
    /// Why a command ended without having done its work.
    private struct Stopped: Error, CustomStringConvertible {
        var description: String { "stopped; nothing was changed" }
    }

    /// Runs a body, which is cancelled by SIGINT and SIGTERM.
    static func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T
    {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                do {
                    return try await body()
                } catch is CancellationError {
                    throw Stopped()
                }
            }
            group.addTask {
                for await _ in signals { return nil }
                return nil
            }
            while let result = try await group.next() {
                group.cancelAll()
                if let result { return result }
            }
            throw Stopped()
        }
    }

    /// Tells on standard error: lines always, how far the work is only where a person looks on.
    static var telling: OperationTelling {
        let isTerminal = isatty(2) == 1
        return OperationTelling(
            say: { Output.complain($0 + "\n") },
            progress: { work, done, total in
                guard isTerminal else { return }
                let megabytes = { (bytes: Int64) in "\(bytes / 1_048_576) MiB" }
                guard let total else {
                    return Output.progress("\(work) \(megabytes(done))")
                }
                let end = done >= total ? "\n" : ""
                Output.progress("\(work) \(megabytes(done)) of \(megabytes(total))\(end)")
            }
        )
    }
}
