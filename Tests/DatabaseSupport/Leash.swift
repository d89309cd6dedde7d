import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The shell that starts a server, and ends it when this process is gone.
final class Leash: Sendable {
    private let child: ChildProcess
    private let orders: Int32

    /// - Parameter removes: whether the folder is removed at the end.
    init(folder: String, removes: Bool) throws {
        let user = getuid() == 0 ? "runuser -u postgres --" : ""
        let script = """
            while read -r word program data log; do
                \(user) "$program" -D "$data" >>"$log" 2>&1 </dev/null &
            done
            id=$(head -1 "$1/data/postmaster.pid" 2>/dev/null)
            [ -n "$id" ] && kill -QUIT "$id" 2>/dev/null
            wait
            [ "$2" = yes ] && rm -rf "$1"
            """
        let pair = try SocketPair()
        defer { close(pair.theirs) }
        orders = pair.ours
        child = try ChildProcess(
            ["/bin/sh", "-c", script, "leash", folder, removes ? "yes" : "no"],
            descriptors: (pair.theirs, nil, nil),
            ownsGroup: true
        )
    }

    func tell(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = send(orders, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Ends the server, and waits for it.
    func letGo() {
        close(orders)
        _ = child.wait()
    }
}
