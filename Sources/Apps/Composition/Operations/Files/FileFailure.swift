#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension CompositionError {
    /// What the system says about the last failed call on a file.
    static func file(_ path: String, help: String? = nil) -> CompositionError {
        let reason = String(cString: strerror(errno)).lowercased()
        return CompositionError("`\(path)`: \(reason)", help: help)
    }
}
