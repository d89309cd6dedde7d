internal import Foundation

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Who owns a file, and who may use it.
struct FileFacts {
    let user: uid_t
    let mode: mode_t

    /// Looks at a file, through links; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        user = status.st_uid
        mode = status.st_mode & 0o7777
    }
}
