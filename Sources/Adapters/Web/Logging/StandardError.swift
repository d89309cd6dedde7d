internal import NIOConcurrencyHelpers

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Standard error, one line at a time.
enum StandardError {
    private static let lock = NIOLockedValueBox(())

    static func write(_ line: String) {
        lock.withLockedValue { _ in
            var rest = Array(line.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    systemWrite(STDERR_FILENO, $0.baseAddress, $0.count)
                }
                if count < 0, errno == EINTR { continue }
                // There is nowhere left to report that the log cannot be written.
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}

/// The system's `write`, under a name that ``StandardError`` does not hide.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(file, bytes, count)
}
