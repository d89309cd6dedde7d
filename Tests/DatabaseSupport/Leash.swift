import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A shell that takes orders from this process, and tidies up when this process is gone.
///
/// The shell reads its orders from a socket whose other end only this process holds. In whatever
/// way this process ends, the system closes that end, and the shell reads on to what its script
/// does last. It has a process group of its own: what kills our group does not kill the shell.
final class Leash: Sendable {
    private let child: ChildProcess
    private let orders: Mutex<Int32?>

    /// Starts the shell.
    ///
    /// - Parameters:
    ///   - script: For `/bin/sh`; it reads orders line by line, answers each with a line, and
    ///     tidies up at the end of its input.
    ///   - arguments: The script's `$1` and so on.
    /// - Throws: ``SupportFailure`` where it cannot be started.
    init(script: String, arguments: [String]) throws {
        let pair = try SocketPair()
        defer { close(pair.theirs) }
        do {
            child = try ChildProcess(
                ["/bin/sh", "-c", script, "leash"] + arguments,
                descriptors: .init(input: pair.theirs, output: pair.theirs),
                ownsGroup: true
            )
        } catch {
            close(pair.ours)
            throw error
        }
        orders = Mutex(pair.ours)
    }

    deinit { letGo() }

    /// Gives an order, and waits for the answer.
    ///
    /// - Throws: ``SupportFailure`` where no answer comes within two minutes.
    func ask(_ order: String) throws -> String {
        try orders.withLock { descriptor in
            guard let descriptor else { throw SupportFailure("the leash was let go") }
            var limit = timeval(tv_sec: 120, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            let bytes = Array((order + "\n").utf8)
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            var answer: [UInt8] = []
            var byte: UInt8 = 0
            while answer.count < 1024 {
                guard read(descriptor, &byte, 1) == 1 else { break }
                if byte == UInt8(ascii: "\n") { return String(decoding: answer, as: UTF8.self) }
                answer.append(byte)
            }
            throw SupportFailure("the leash did not answer to `\(order)`")
        }
    }

    /// Has the shell tidy up, and waits for it; once.
    func letGo() {
        let descriptor = orders.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let descriptor else { return }
        close(descriptor)
        _ = child.wait(atMost: .seconds(60))
    }
}
