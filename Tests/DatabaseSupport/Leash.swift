import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// The shell that starts a server, and ends it when this process is gone.
final class Leash: Sendable {
    private let process: Process
    private let pipe: Pipe

    /// Starts the shell; `removes` tells whether the folder goes at the end.
    init(folder: String, removes: Bool) throws {
        process = Process()
        pipe = Pipe()
        let user = getuid() == 0 ? "runuser -u postgres --" : ""
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            """
            while read -r word program data log; do
                \(user) "$program" -D "$data" >>"$log" 2>&1 </dev/null &
            done
            id=$(head -1 "$1/data/postmaster.pid" 2>/dev/null)
            if [ -n "$id" ] && kill -QUIT "$id" 2>/dev/null; then
                # Not `wait`: signals may be blocked, as they are in the thread that started this.
                while kill -0 "$id" 2>/dev/null; do sleep 0.05; done
            fi
            [ "$2" = yes ] && rm -rf "$1"
            """, "leash", folder, removes ? "yes" : "no",
        ]
        // No other child may hold the end that must close with this process.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func tell(_ line: String) {
        try? pipe.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// Ends the server, and waits for it.
    func letGo() {
        try? pipe.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
