public import Governance

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Tells the time; the one thing that the demo sets and a normal server does not.
public typealias Clock = @Sendable () -> Instant

/// The clock of the machine.
public enum SystemClock {
    /// Now, in milliseconds.
    @Sendable public static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
