import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Why the support cannot give a test what it asked for.
public struct SupportFailure: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// What the system says about its last error on this thread.
func lastSystemError() -> String { String(cString: strerror(errno)) }
