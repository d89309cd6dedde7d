import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Waiting for what another process does, which ends in any case.
enum Patience {
    /// Waits until the condition holds.
    ///
    /// - Returns: false where it does not hold after that time.
    static func wait(
        atMost limit: Duration,
        every microseconds: UInt32 = 5000,
        until condition: () throws -> Bool
    ) rethrows -> Bool {
        let end = ContinuousClock.now + limit
        while try !condition() {
            guard ContinuousClock.now < end else { return false }
            usleep(microseconds)
        }
        return true
    }
}
