import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Two connected sockets that no program started meanwhile inherits.
///
/// A pipe cannot be marked so in one step from Swift (`pipe2` is not imported), and a child started
/// between the two steps would keep the pipe open.
struct SocketPair {
    /// One end.
    let ours: Int32
    /// The other end.
    let theirs: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SupportFailure("cannot make a pair of sockets: \(lastSystemError())")
        }
        (ours, theirs) = (ends[0], ends[1])
    }
}
