#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// PostgreSQL's own programs, which write and read dumps.
enum PostgresPrograms {
    /// Where Debian keeps the programs of each version.
    private static let versions = "/usr/lib/postgresql"

    /// Finds a program on `PATH`, or else the newest one that Debian has installed.
    ///
    /// - Throws: ``DatabaseError`` with code `cannot_open` where there is none.
    static func find(_ name: String) throws(DatabaseError) -> String {
        let environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let installed = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
        let newest = installed.compactMap { Int($0) }.max().map { "\(versions)/\($0)/bin" }
        for folder in folders + [newest].compactMap(\.self) where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            if access(path, X_OK) == 0, FileAccess.isFile(path) { return path }
        }
        throw DatabaseError(
            .cannotOpen,
            "the program \(name) is not installed: apt-get install postgresql-client"
        )
    }

    /// Starts a program for a server.
    ///
    /// The password goes through its environment, never through its arguments, which others on the
    /// machine can read.
    ///
    /// - Throws: ``DatabaseError``.
    static func start(
        _ name: String,
        _ arguments: [String],
        for server: PostgresServer
    ) throws(DatabaseError) -> ChildProcess {
        guard server.parameters["sslpassword"] == nil else {
            throw DatabaseError(
                .invalidLocation,
                "sslpassword cannot be given to \(name); use a client key without a password"
            )
        }
        var environment = ownEnvironment
        if let password = server.password { environment["PGPASSWORD"] = password }
        return try ChildProcess(
            try find(name),
            arguments + ["--no-password", "--dbname=\(server.uriForPrograms)"],
            environment: environment
        )
    }

    /// Starts a program that needs no server.
    ///
    /// - Throws: ``DatabaseError``.
    static func start(
        _ name: String,
        _ arguments: [String]
    ) throws(DatabaseError) -> ChildProcess {
        try ChildProcess(try find(name), arguments, environment: ownEnvironment)
    }

    /// The environment of this process, with messages in English.
    private static var ownEnvironment: [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["LC_ALL"] = "C"
        environment["PG_COLOR"] = "never"
        return environment
    }
}

extension PostgresServer {
    /// What PostgreSQL's own programs connect by: as this process does, with the server verified,
    /// and without any password.
    var uriForPrograms: String {
        var named = parameters.filter { !["password", "sslpassword", "dbname"].contains($0.key) }
        named["application_name"] = "cabildo_copy"
        let pairs = named.sorted { $0.key < $1.key }.map { "\($0)=\(Self.escaped($1))" }
        return "postgres:///\(Self.escaped(database))?\(pairs.joined(separator: "&"))"
    }
}
