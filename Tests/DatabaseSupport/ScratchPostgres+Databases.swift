import Foundation

extension ScratchPostgres {
    /// Makes an empty database, and gives its URI.
    public func makeDatabase() throws -> String { url(try createDatabase()) }

    /// Makes an empty database, and gives its name.
    public func createDatabase() throws -> String {
        let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        try query("CREATE DATABASE \(name) STRATEGY wal_log")
        return name
    }

    /// Removes a database, with its sessions.
    ///
    /// It costs a checkpoint of the whole server, and the leash removes all databases in any case.
    public func dropDatabase(_ name: String) throws {
        let quoted = name.replacingOccurrences(of: "\"", with: "\"\"")
        try query("DROP DATABASE \"\(quoted)\" WITH (FORCE)")
    }

    /// Runs statements through psql, in one transaction, and gives what it prints.
    ///
    /// - Returns: rows in lines, columns between bars, no headings.
    /// - Throws: ``SupportFailure`` with psql's complaint and the server's last words.
    @discardableResult
    public func query(_ sql: String, in database: String = "postgres") throws -> String {
        try psql(sql, at: url(database))
    }

    /// Runs statements through psql at any URI, such as that of a proxy.
    ///
    /// - Returns: rows in lines, columns between bars, no headings.
    /// - Throws: ``SupportFailure`` with psql's complaint and the server's last words.
    @discardableResult
    public func psql(_ sql: String, at url: String) throws -> String {
        let run = try Command.run(
            [programs + "/psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]
        )
        guard run.status == 0 else {
            throw Failure("\(run.errors)\nserver: \(lastWords)")
        }
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
