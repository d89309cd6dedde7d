import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

extension ScratchPostgres {
    /// What the leash does: it lets a shell of the server's user serve, and removes the folder.
    ///
    /// The removal is ours: the server's user may not have the right to it in the folder above.
    static let script = """
        removes=$1 folder=$2 service=$3
        shift 3
        trap '' HUP INT PIPE
        trap : TERM
        "$@" /bin/sh -c "$service" service "$folder"
        [ "$removes" = yes ] && rm -rf "$folder"
        """

    /// What the server's user does.
    ///
    /// At the end the server has four seconds to end by itself, which also frees its shared memory.
    /// A server that was killed left its segment: the seventh line of `postmaster.pid` names it.
    static func service(programs: String, initialization: [String]) -> String {
        """
        folder=$1 server=
        trap '' HUP INT PIPE
        trap : TERM
        while read -r order port; do
            case $order in
            make)
                '\(programs)/initdb' -D "$folder/data" \(initialization.joined(separator: " ")) \
                    >"$folder/log" 2>&1 </dev/null
                echo $?
                ;;
            start)
                [ -n "$server" ] && wait "$server"
                '\(programs)/postgres' -D "$folder/data" -p "$port" \
                    >>"$folder/log" 2>&1 </dev/null &
                server=$!
                echo "$server"
                ;;
            esac
        done
        if [ -n "$server" ] && kill -QUIT "$server" 2>/dev/null; then
            (
                sleep 4
                kill -KILL "$server" $(cat "/proc/$server/task/$server/children")
            ) >/dev/null 2>&1 </dev/null &
            killer=$!
            wait "$server"
            kill "$killer" 2>/dev/null
        fi
        if [ -s "$folder/data/postmaster.pid" ]; then
            ipcrm -m "$(sed -n '7s/.* //p' "$folder/data/postmaster.pid")" 2>/dev/null
        fi
        exit 0
        """
    }

    static func makeData(in folder: String, by leash: Leash) throws {
        guard try leash.ask("make") == "0" else {
            throw Failure("initdb failed in `\(folder)`: \(lastWords(in: folder))")
        }
    }

    /// Starts the server on a port that was free a moment ago, or on the next one.
    static func startOnFreePort(
        in folder: String,
        by leash: Leash,
        as started: borrowing Mutex<Int32?>
    ) throws -> Int {
        for attempt in 1... {
            let port = try freePort()
            do {
                let id = try launch(port: port, in: folder, by: leash)
                started.withLock { $0 = id }
                return port
            } catch let failure as Failure {
                let isTaken = failure.description.contains("Address already in use")
                guard isTaken, attempt < 5 else { throw failure }
            }
        }
        throw Failure("no port is free")
    }

    /// Starts the server, and waits until it takes connections.
    ///
    /// - Returns: the process id of its postmaster.
    static func launch(port: Int, in folder: String, by leash: Leash) throws -> Int32 {
        let answer = try leash.ask("start \(port)")
        guard let id = Int32(answer) else {
            throw Failure("the leash answered `\(answer)` in place of a process id")
        }
        // Line 1 is the process id, line 8 the state, as pg_ctl reads them.
        let isReady = try Patience.wait(atMost: .seconds(60)) {
            guard !ProcessTable.isGone(id) else {
                throw Failure("the server did not start: \(lastWords(in: folder))")
            }
            let path = folder + "/data/postmaster.pid"
            let text = try? String(contentsOfFile: path, encoding: .utf8)
            let lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            return lines.count > 7 && lines[0] == "\(id)" && lines[7].hasPrefix("ready")
        }
        guard isReady else {
            throw Failure("the server takes no connections: \(lastWords(in: folder))")
        }
        return id
    }

    /// A free port below those that the system gives to outgoing connections, which would else
    /// take it while the server is down.
    private static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 15_000..<32_000)
            if let listener = try? LoopbackSocket.listening(on: port) {
                close(listener.descriptor)
                return port
            }
        }
        throw Failure("no port is free")
    }

    /// Writes a file that only the server's user can read.
    static func write(_ text: String, to path: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path,
                contents: Data(text.utf8),
                attributes: [.posixPermissions: 0o600]
            )
        else { throw Failure("cannot write `\(path)`: \(lastSystemError())") }
        try giveAway(path)
    }

    static func append(_ text: String, to path: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// Gives a file or folder to the user that the server runs as, where this one is root.
    static func giveAway(_ path: String) throws {
        guard getuid() == 0 else { return }
        guard let user = getpwnam("postgres") else {
            throw Failure("there is no user `postgres` to run the server as")
        }
        guard chown(path, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
            throw Failure("cannot give `\(path)` to user `postgres`: \(lastSystemError())")
        }
    }
}
