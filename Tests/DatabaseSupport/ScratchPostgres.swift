import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A real PostgreSQL server in a scratch folder, with fsync on, that ends with the test process.
///
/// It is Debian's PostgreSQL, of the newest version that is installed. Where we are root it runs as
/// user `postgres`. A ``Leash`` starts it; in whatever way this process ends, even by SIGKILL, the
/// server is ended and its folder removed within seconds.
public final class ScratchPostgres: Sendable {
    /// Why a server cannot be had, with the server's last words.
    public typealias Failure = SupportFailure

    /// The one server for all tests that need no server of their own.
    public static let shared = Result { try ScratchPostgres() }

    /// The folder of everything; also that of the Unix socket.
    public let folder: String
    /// The port on 127.0.0.1; a server that is started again keeps it.
    public let port: Int
    /// The password of user `postgres`; nil where none is asked for.
    public let password: String?
    /// The authority that signed the server's certificate, where it speaks TLS.
    public let rootCertificate: String?
    let programs: String
    let leash: Leash
    let started = Mutex<Int32?>(nil)

    /// Makes a data folder and starts the server.
    ///
    /// - Throws: ``SupportFailure`` where PostgreSQL is missing or does not start.
    public init(_ setup: Setup = Setup()) throws {
        guard let programs = Self.programs else {
            throw Failure("PostgreSQL is not installed: apt-get install postgresql")
        }
        self.programs = programs
        folder = setup.folder ?? NSTemporaryDirectory() + "scratch-postgres-\(UUID().uuidString)"
        password = setup.asksForPassword ? UUID().uuidString : nil
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Self.giveAway(folder)
        // --no-sync is for the new folder only: the server itself runs with fsync.
        let initialization =
            ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "-U", "postgres"]
            + ["--no-sync", "-A", password == nil ? "trust" : "scram-sha-256"]
            + (password == nil ? [] : ["--pwfile", "\"$folder/password\""])
        leash = try Leash(
            script: Self.script,
            arguments: [setup.folder == nil ? "yes" : "no", folder]
                + [Self.service(programs: programs, initialization: initialization)]
                + (getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : [])
        )
        if let password { try Self.write(password, to: folder + "/password") }
        rootCertificate = setup.speaksTLS ? try Self.makeCertificates(in: folder) : nil
        try Self.makeData(in: folder, by: leash)
        try Self.append(setup.lines(in: folder), to: folder + "/data/postgresql.conf")
        port = try Self.startOnFreePort(in: folder, by: leash, as: started)
    }

    deinit { leash.letGo() }

    /// A connection URI.
    ///
    /// - Parameters:
    ///   - database: The name of the database.
    ///   - port: That of a proxy; the server's own when nil.
    ///   - host: `localhost` or `127.0.0.1`: a certificate counts for both.
    /// - Returns: the URI, with the password where one is asked for.
    public func url(
        _ database: String = "postgres",
        port: Int? = nil,
        host: String = "127.0.0.1"
    ) -> String {
        let secret = password.map { ":" + $0 } ?? ""
        return "postgres://postgres\(secret)@\(host):\(port ?? self.port)/\(database)"
    }

    /// The end of the server's log.
    public var lastWords: String { Self.lastWords(in: folder) }

    static func lastWords(in folder: String) -> String {
        let text = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
        return String((text ?? "").suffix(1500))
    }
}
