public import Governance

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A clock that several processes share through a file and that the demo sets; it goes on running.
///
/// The file holds how far the demo's time is ahead of the machine's, in milliseconds.
public struct SettableClock: Sendable {
    private let path: String

    /// Uses the clock in a file that ``set(to:)`` has written.
    public init(path: String) {
        self.path = path
    }

    /// Sets the clock for all processes that share it.
    ///
    /// - Throws: what writing the file throws.
    public func set(to instant: Instant) throws {
        let offset = instant.since(SystemClock.now()).milliseconds
        try Data("\(offset)\n".utf8).write(to: URL(filePath: path), options: .atomic)
    }

    /// Now, by this clock; by the machine's when the file cannot be read.
    @Sendable public func now() -> Instant {
        guard let data = FileManager.default.contents(atPath: path),
            let offset = Int64(String(decoding: data, as: UTF8.self).trimmedLine)
        else { return SystemClock.now() }
        return SystemClock.now() + Span(milliseconds: offset)
    }
}
