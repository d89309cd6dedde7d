import DatabaseSupport
import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Waits for what happens in another process or thread; it fails at the end of that time.
func soon(_ seconds: Int = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        usleep(5000)
    }
    return true
}

/// Runs psql with one command after another, each in a packet of its own.
func psql(_ url: String, _ commands: String...) throws -> Command.Run {
    let programs = ScratchPostgres.programs ?? ""
    return try Command.run(
        [programs + "/psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", url]
            + commands.flatMap { ["-c", $0] }
    )
}

/// What a thread of its own does, and whether it has ended.
final class Background<Value: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Result<Value, any Error>?

    init(_ work: @escaping @Sendable () throws -> Value) {
        Thread.detachNewThread {
            let result = Result { try work() }
            self.condition.withLock {
                self.result = result
                self.condition.broadcast()
            }
        }
    }

    var hasEnded: Bool { condition.withLock { result != nil } }

    /// Waits for the end.
    func value() throws -> Value {
        try condition.withLock {
            while true {
                if let result { return try result.get() }
                condition.wait()
            }
        }
    }
}
