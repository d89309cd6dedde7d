import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Programs of the system.
public enum Command {
    /// What a program did.
    public struct Run: Sendable {
        /// Its exit status, or 128 and the signal that ended it.
        public let status: Int32
        /// What it printed.
        public let output: String
        /// What it complained.
        public let errors: String
    }

    /// Runs a program by its path, or by its name along `PATH`, and waits for it.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - environment: What is added to the environment of this process.
    ///   - limit: How long it may take; it is killed then.
    /// - Returns: what it did; a status other than 0 is no error here.
    /// - Throws: ``SupportFailure`` where it cannot be started, or took too long.
    public static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        limit: Duration = .seconds(120)
    ) throws -> Run {
        let (output, errors) = (try SocketPair(), try SocketPair())
        defer { for descriptor in [output.ours, errors.ours] { close(descriptor) } }
        let started = Result {
            try ChildProcess(
                arguments,
                environment: environment,
                descriptors: .init(output: output.theirs, errors: errors.theirs)
            )
        }
        for descriptor in [output.theirs, errors.theirs] { close(descriptor) }
        let child = try started.get()

        let end = ContinuousClock.now + limit
        var texts: [Int32: [UInt8]] = [output.ours: [], errors.ours: []]
        let isComplete = collect(into: &texts, until: end)
        guard isComplete, let status = child.wait(atMost: end - .now) else {
            kill(child.id, SIGKILL)
            _ = child.wait(atMost: .seconds(10))
            throw SupportFailure("`\(arguments.first ?? "")` did not end within \(limit)")
        }
        return Run(
            status: status,
            output: String(decoding: texts[output.ours] ?? [], as: UTF8.self),
            errors: String(decoding: texts[errors.ours] ?? [], as: UTF8.self)
        )
    }

    /// Reads from each of the descriptors to its end.
    ///
    /// - Returns: false where an end did not come in time.
    private static func collect(
        into texts: inout [Int32: [UInt8]],
        until end: ContinuousClock.Instant
    ) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var open = Array(texts.keys)
        while !open.isEmpty {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return false }
            var waiting = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&waiting, UInt(waiting.count), Int32(clamping: left.components.seconds + 1) * 1000)
            for place in waiting where place.revents != 0 {
                let count = read(place.fd, &buffer, buffer.count)
                if count > 0 {
                    texts[place.fd, default: []] += buffer[..<count]
                } else if count == 0 || errno != EINTR {
                    open.removeAll { $0 == place.fd }
                }
            }
        }
        return true
    }
}
