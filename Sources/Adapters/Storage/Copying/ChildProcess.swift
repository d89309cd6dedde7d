#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A program of PostgreSQL's that runs beside this one, fed and read through sockets.
///
/// It is used on one thread. When this process dies its program ends too: what it reads ends in the
/// middle, and what it writes is refused.
final class ChildProcess {
    /// The most of its words on standard error that are kept.
    private static let maximumWords = 4096
    /// How long to wait for the program before the caller is asked whether to go on.
    private static let tickMilliseconds: Int32 = 250

    private var process: pid_t = 0
    private var input: Int32
    private var output: Int32
    private var errors: Int32
    private var words: [UInt8] = []

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments without its name; others on the machine can see them.
    ///   - environment: all of its environment.
    /// - Throws: ``DatabaseError`` where it cannot be started.
    init(
        _ path: String,
        _ arguments: [String],
        environment: [String: String]
    ) throws(DatabaseError) {
        let pairs = try [Self.socketPair(), Self.socketPair(), Self.socketPair()]
        input = pairs[0].ours
        output = pairs[1].ours
        errors = pairs[2].ours
        defer { for pair in pairs { close(pair.theirs) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, pair) in pairs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, pair.theirs, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Dispatch block signals, and servers ignore SIGPIPE; a program inherits both.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        )
        let status = Self.withCStrings([path] + arguments) { arguments in
            Self.withCStrings(environment.map { "\($0)=\($1)" }.sorted()) { environment in
                posix_spawn(&process, path, &actions, &attributes, arguments, environment)
            }
        }
        guard status == 0 else {
            process = 0
            throw DatabaseError(
                .cannotOpen,
                "`\(path)` cannot be started: \(String(cString: strerror(status)).lowercased())"
            )
        }
    }

    deinit {
        if process != 0 {
            kill(process, SIGTERM)
            _ = reap()
        }
        for file in [input, output, errors] where file >= 0 { close(file) }
    }

    /// Feeds the program and takes what it writes, until it has ended its output.
    ///
    /// - Parameters:
    ///   - source: a file whose bytes the program reads; nothing when negative.
    ///   - tick: asked now and then whether to go on; throws where not.
    ///   - take: given what the program writes; returns false to stop before the end.
    /// - Throws: what `tick` and `take` throw, or a `DatabaseError` where the file cannot be read.
    func exchange(
        feeding source: Int32 = -1,
        tick: () throws -> Void,
        _ take: (UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var supply = Supply(source)
        if source < 0 { endInput() }
        var buffer = [UInt8](repeating: 0, count: 128 * 1024)
        while output >= 0 {
            try tick()
            if input >= 0, try supply.isEmpty() { endInput() }
            var descriptors = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&descriptors, 3, Self.tickMilliseconds) > 0 else { continue }
            if descriptors[1].revents != 0 { listen(&buffer) }
            if descriptors[2].revents != 0, !supply.send(to: input) { endInput() }
            guard descriptors[0].revents != 0 else { continue }
            let count = recv(output, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else {
                close(output)
                output = -1
                return
            }
            let goesOn = try buffer.withUnsafeBytes {
                try take(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            if !goesOn { return }
        }
    }

    /// Waits for the program's end.
    ///
    /// - Throws: a `DatabaseError` with the program's last words where it failed.
    func finish(_ name: String, _ code: DatabaseError.Code) throws(DatabaseError) {
        endInput()
        if output >= 0 { close(output) }
        output = -1
        var buffer = [UInt8](repeating: 0, count: 4096)
        while errors >= 0 { listen(&buffer) }
        let status = reap()
        guard status != 0 else { return }
        let text = String(decoding: words, as: UTF8.self)
            .split { $0 == "\n" || $0 == "\r" || $0 == "\t" }.joined(separator: "; ")
        throw DatabaseError(code, text.isEmpty ? "\(name) failed with status \(status)" : text)
    }

    private func endInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Keeps what the program says on standard error.
    private func listen(_ buffer: inout [UInt8]) {
        guard errors >= 0 else { return }
        let count = recv(errors, &buffer, buffer.count, 0)
        if count < 0, errno == EINTR { return }
        guard count > 0 else {
            close(errors)
            errors = -1
            return
        }
        words.append(contentsOf: buffer[..<min(count, Self.maximumWords - words.count)])
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = 0
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    private static func socketPair() throws(DatabaseError) -> (ours: Int32, theirs: Int32) {
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw DatabaseError(.failed, "no sockets: \(FileAccess.reason())")
        }
        return (pair[0], pair[1])
    }

    private static func withCStrings<R>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}

/// What a program is fed: the bytes of a file, piece by piece.
private struct Supply {
    private let file: Int32
    private var piece: ArraySlice<UInt8> = []
    private var isAtEnd: Bool

    init(_ file: Int32) {
        self.file = file
        isAtEnd = file < 0
    }

    /// Whether all has been sent; reads the next piece where there is one.
    mutating func isEmpty() throws(DatabaseError) -> Bool {
        guard piece.isEmpty, !isAtEnd else { return piece.isEmpty }
        var buffer = [UInt8](repeating: 0, count: 128 * 1024)
        let count = read(file, &buffer, buffer.count)
        if count < 0, errno == EINTR { return try isEmpty() }
        guard count >= 0 else {
            throw DatabaseError(.storageFailed, "the dump cannot be read: \(FileAccess.reason())")
        }
        piece = buffer[..<count]
        isAtEnd = count == 0
        return isAtEnd
    }

    /// Sends as much as the program takes; false where it takes no more at all.
    mutating func send(to socket: Int32) -> Bool {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        let count = piece.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) }
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        piece = piece.dropFirst(count)
        return true
    }
}
