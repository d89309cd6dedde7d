import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A real PostgreSQL server in a scratch folder, with fsync on, that ends with the test process.
///
/// Its postmaster is started by a shell that holds a pipe from this process: when the pipe closes,
/// in whatever way the process ended, the shell kills the server and removes the folder.
public final class ScratchPostgres: Sendable {
    /// Why a server cannot be had, with the server's last words.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong.
        public let description: String
    }

    /// How a server is set up.
    public struct Setup: Sendable {
        /// Lines for `postgresql.conf`.
        public var settings: [String: String] = [:]
        /// The folder for the data; a new one when nil.
        public var folder: String?
        /// Whether it speaks TLS, with a certificate for 127.0.0.1 of an authority of its own.
        public var speaksTLS = false
        /// Whether it asks for a password.
        public var asksForPassword = false

        /// The default setup.
        public init() {}
    }

    /// The folder of `initdb` and `postgres`; nil where they are not installed.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap(Int.init).sorted().last.map { "\(root)/\($0)/bin" }
            .flatMap { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") ? $0 : nil }
    }()

    /// The one server for all tests that need no server of their own.
    public static let shared = Result { try ScratchPostgres() }

    /// The folder of everything.
    public let folder: String
    /// The port on 127.0.0.1.
    public let port: Int
    /// The password of user `postgres`; nil where none is asked for.
    public let password: String?
    /// The authority that signed the server's certificate, where it speaks TLS.
    public let rootCertificate: String?
    private let programs: String
    private let leash: Leash

    /// Makes a data folder and starts the server.
    public init(_ setup: Setup = Setup()) throws {
        guard let programs = Self.programs else {
            throw Failure(description: "PostgreSQL is not installed: apt-get install postgresql")
        }
        self.programs = programs
        folder = setup.folder ?? NSTemporaryDirectory() + "scratch-postgres-\(UUID().uuidString)"
        port = try Self.freePort()
        password = setup.asksForPassword ? UUID().uuidString : nil
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        if let password {
            try Data(password.utf8).write(to: URL(filePath: folder + "/password"))
        }
        let data = folder + "/data"
        try Self.giveAway(folder)
        try Self.asServerUser(
            [programs + "/initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
                + ["--data-checksums", "-A", password == nil ? "trust" : "scram-sha-256"]
                + (password == nil ? [] : ["--pwfile", folder + "/password"])
        )
        rootCertificate = setup.speaksTLS ? try Self.makeCertificates(in: folder) : nil
        var settings = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": folder,
            "max_connections": "200", "shared_buffers": "64MB", "fsync": "on",
        ]
        if setup.speaksTLS {
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = folder + "/server.pem"
            settings["ssl_key_file"] = folder + "/server.key"
        }
        settings.merge(setup.settings) { $1 }
        let lines = settings.map { "\($0) = '\($1)'\n" }.sorted().joined()
        let path = data + "/postgresql.conf"
        let defaults = try String(contentsOfFile: path, encoding: .utf8)
        try Data((defaults + lines).utf8).write(to: URL(filePath: path))
        try Self.giveAway(folder)
        leash = try Leash(folder: folder, removes: setup.folder == nil)
        try start()
    }

    deinit { leash.letGo() }

    /// A connection URI.
    public func url(_ database: String = "postgres", port: Int? = nil) -> String {
        let secret = password.map { ":" + $0 } ?? ""
        return "postgres://postgres\(secret)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// Makes an empty database, and gives its URI.
    public func makeDatabase() throws -> String {
        let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        try query("CREATE DATABASE \(name) STRATEGY file_copy")
        return url(name)
    }

    /// Runs a statement through psql, and gives what it prints.
    @discardableResult
    public func query(_ sql: String, in database: String = "postgres") throws -> String {
        let run = try Command.run(
            [programs + "/psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", url(database), "-c", sql]
        )
        guard run.status == 0 else {
            throw Failure(description: "\(run.errors)\nserver: \(lastWords)")
        }
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Starts the server over its data, and waits until it answers.
    public func start() throws {
        leash.tell("start \(programs)/postgres \(folder)/data \(folder)/log")
        let deadline = Date.now.addingTimeInterval(30)
        while Date.now < deadline {
            let ready = try Command.run(
                [programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)"]
            )
            if ready.status == 0 { return }
            usleep(50_000)
        }
        throw Failure(description: "the server did not start: \(lastWords)")
    }

    /// The process id of the postmaster; nil where none runs.
    public var postmaster: Int32? {
        let text = try? String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
        guard let id = text?.split(separator: "\n").first.flatMap({ Int32($0) }),
            kill(id, 0) == 0 || errno == EPERM
        else { return nil }
        return id
    }

    /// The process ids of the sessions in a database.
    public func backends(of database: String) throws -> [Int32] {
        try query("SELECT pid FROM pg_stat_activity WHERE datname = '\(database)'")
            .split(separator: "\n").compactMap { Int32($0) }
    }

    /// Kills the postmaster without a warning, and waits until it and its children are gone.
    public func killPostmaster() {
        guard let id = postmaster else { return }
        let children = Self.children(of: id)
        for process in [id] + children { kill(process, SIGKILL) }
        while !([id] + children).allSatisfy(Self.isGone) { usleep(10_000) }
        try? FileManager.default.removeItem(atPath: folder + "/data/postmaster.pid")
    }

    /// Ends the server in order.
    public func stop() {
        guard let id = postmaster else { return }
        kill(id, SIGINT)
        while !Self.isGone(id) { usleep(10_000) }
    }

    /// The end of the server's log.
    public var lastWords: String {
        let text = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
        return String((text ?? "").suffix(1500))
    }
}

extension ScratchPostgres {
    private static func makeCertificates(in folder: String) throws -> String {
        let root = ["-keyout", folder + "/root.key", "-out", folder + "/root.pem"]
        let server = ["-keyout", folder + "/server.key", "-out", folder + "/server.csr"]
        let new = [
            "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        ]
        try Data("subjectAltName=IP:127.0.0.1,DNS:localhost\n".utf8).write(
            to: URL(filePath: folder + "/names")
        )
        for arguments in [
            new + ["-x509", "-days", "2", "-subj", "/CN=scratch root"] + root,
            new + ["-subj", "/CN=localhost"] + server,
            ["openssl", "x509", "-req", "-days", "2", "-in", folder + "/server.csr"]
                + ["-CA", folder + "/root.pem", "-CAkey", folder + "/root.key", "-CAcreateserial"]
                + ["-extfile", folder + "/names", "-out", folder + "/server.pem"],
        ] {
            let run = try Command.run(arguments)
            guard run.status == 0 else { throw Failure(description: run.errors) }
        }
        chmod(folder + "/server.key", 0o600)
        return folder + "/root.pem"
    }

    /// Gives a folder to the user that the server runs as, where this one is root.
    private static func giveAway(_ folder: String) throws {
        guard getuid() == 0 else { return }
        let run = try Command.run(["chown", "-R", "postgres:postgres", folder])
        guard run.status == 0 else { throw Failure(description: run.errors) }
    }

    private static func asServerUser(_ arguments: [String]) throws {
        let prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        let run = try Command.run(prefix + arguments)
        guard run.status == 0 else { throw Failure(description: run.errors) }
    }

    private static func freePort() throws -> Int {
        let listener = try LoopbackSocket.listening()
        defer { close(listener.descriptor) }
        return listener.port
    }

    private static func children(of parent: Int32) -> [Int32] {
        let path = "/proc/\(parent)/task/\(parent)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split { $0 == " " || $0 == "\n" }.compactMap { Int32($0) }
    }

    /// Whether a process has ended; one that only waits to be reaped has.
    private static func isGone(_ process: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return true }
        return text[end...].dropFirst(2).hasPrefix("Z")
    }
}
