import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A child of this process, started with `posix_spawn`.
///
/// Foundation's `Process` hands on the signal mask of the thread that starts it, and the threads of
/// a test run block SIGCHLD and SIGTERM. A `dash` with SIGCHLD blocked never returns from `wait`.
/// This one starts a child with no signal blocked, and with no descriptor but the three it is given.
final class ChildProcess: Sendable {
    /// The process id.
    let id: pid_t

    /// Starts a program, by its path or by its name along `PATH`.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments.
    ///   - environment: What is added to the environment of this process.
    ///   - descriptors: What becomes of the child's standard input, output and errors; `/dev/null`
    ///     where it is nil.
    ///   - ownsGroup: Whether it has a process group of its own, out of reach of signals to ours.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        descriptors: (input: Int32?, output: Int32?, errors: Int32?) = (nil, nil, nil),
        ownsGroup: Bool = false
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in zip(
            Int32(0)...,
            [descriptors.input, descriptors.output, descriptors.errors]
        ) {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, number)
            } else {
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            }
        }
        for descriptor in Self.openDescriptors() where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

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

        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let words = arguments.map { strdup($0) } + [nil]
        let pairs = variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in words + pairs { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, arguments.first ?? "", &actions, &attributes, words, pairs)
        guard code == 0 else {
            throw SupportFailure(
                "cannot start `\(arguments.first ?? "")`: \(String(cString: strerror(code)))"
            )
        }
        self.id = id
    }

    /// Waits for its end, once.
    ///
    /// - Returns: its exit status, or 128 and the signal that ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static func openDescriptors() -> [Int32] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return (names ?? []).compactMap { Int32($0) }
    }
}
