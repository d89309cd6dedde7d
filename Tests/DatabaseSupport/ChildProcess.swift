import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A child of this process, started with `posix_spawn`.
///
/// Foundation's `Process` hands on the signal mask of the thread that starts it, and the threads of
/// a test run block SIGCHLD and SIGTERM. A `dash` with SIGCHLD blocked never returns from `wait`.
/// This one starts a child with no signal blocked, with no descriptor but the three it is given,
/// and without the variables that steer PostgreSQL's programs (`PGHOST`, `PGSSLMODE` and the like).
struct ChildProcess: Sendable {
    /// What becomes of the child's standard input, output and errors; `/dev/null` where nil.
    struct Descriptors {
        var input: Int32?
        var output: Int32?
        var errors: Int32?
    }

    /// The process id.
    let id: pid_t

    /// Starts a program, by its path or by its name along `PATH`.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - environment: What is added to the environment of this process.
    ///   - descriptors: The child's descriptors.
    ///   - ownsGroup: Whether it has a process group of its own, out of reach of signals to ours.
    /// - Throws: ``SupportFailure`` where the program cannot be started.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        descriptors: Descriptors = Descriptors(),
        ownsGroup: Bool = false
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        Self.arrange(descriptors, in: &actions)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        if ownsGroup { flags |= POSIX_SPAWN_SETPGROUP }
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PG") }
            .merging(environment) { $1 }
        let words = arguments.map { strdup($0) } + [nil]
        let pairs = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in words + pairs { free(pointer) } }
        let program = arguments.first ?? ""
        var id: pid_t = 0
        let code = posix_spawnp(&id, program, &actions, &attributes, words, pairs)
        guard code == 0 else {
            throw SupportFailure("cannot start `\(program)`: \(String(cString: strerror(code)))")
        }
        self.id = id
    }

    private static func arrange(
        _ descriptors: Descriptors,
        in actions: inout posix_spawn_file_actions_t
    ) {
        let wanted = [descriptors.input, descriptors.output, descriptors.errors]
        for (number, descriptor) in zip(Int32(0)..., wanted) {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            } else {
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            }
        }
        let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        for descriptor in (open ?? []).compactMap({ Int32($0) }) where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
    }

    /// Waits for its end; once it is seen, the id means nothing any more.
    ///
    /// - Returns: its exit status, or 128 and the signal that ended it; nil where it still runs
    ///   after that time.
    func wait(atMost limit: Duration) -> Int32? {
        var status: Int32 = 0
        let hasEnded = Patience.wait(atMost: limit, every: 1000) {
            waitpid(id, &status, WNOHANG) == id
        }
        guard hasEnded else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
