import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

extension ScratchPostgres {
    /// The process id of the postmaster; nil where none runs.
    public var postmaster: Int32? {
        started.withLock { id in
            if let process = id, ProcessTable.isGone(process) { id = nil }
            return id
        }
    }

    /// Starts the server over its data, on the same port, and waits until it takes connections.
    ///
    /// - Throws: ``SupportFailure`` with the server's last words, at once when it ends.
    public func start() throws {
        guard postmaster == nil else { throw Failure("the server runs already") }
        let id = try Self.launch(port: port, in: folder, by: leash)
        started.withLock { $0 = id }
    }

    /// Ends the server and waits for it.
    ///
    /// - Parameter isImmediate: Whether it leaves recovery to the next start, as after a crash;
    ///   else it ends sessions and writes all down.
    /// - Returns: false where it had to be killed, as it had not ended after 30 seconds.
    @discardableResult
    public func stop(immediate isImmediate: Bool = false) -> Bool {
        guard let id = postmaster else { return true }
        kill(id, isImmediate ? SIGQUIT : SIGINT)
        if Patience.wait(atMost: .seconds(30), until: { ProcessTable.isGone(id) }) { return true }
        killPostmaster()
        return false
    }

    /// Kills the postmaster without a warning, and waits until it and its children are gone.
    public func killPostmaster() {
        guard let id = postmaster else { return }
        // Stopped first: what it forks between the look and the kill would hold the shared memory,
        // and the next start would refuse.
        kill(id, SIGSTOP)
        _ = Patience.wait(atMost: .seconds(5), every: 500) {
            ProcessTable.entry(id).map { $0.state == "T" || $0.state == "Z" } ?? true
        }
        let all = [id] + ProcessTable.children(of: id)
        for process in all { kill(process, SIGKILL) }
        _ = Patience.wait(atMost: .seconds(30)) { all.allSatisfy(ProcessTable.isGone) }
    }

    /// The process ids of the clients' sessions in a database.
    public func backends(of database: String) throws -> [Int32] {
        try query(
            """
            SELECT pid FROM pg_stat_activity WHERE datname = '\(database)'
                AND backend_type = 'client backend' AND pid <> pg_backend_pid()
            """
        ).split(separator: "\n").compactMap { Int32($0) }
    }

    /// Kills a session without a warning, and waits until it is gone.
    ///
    /// The postmaster then ends all other sessions too, and recovers.
    ///
    /// - Throws: ``SupportFailure`` where it is no process of this server.
    public func killBackend(_ id: Int32) throws {
        guard let postmaster, ProcessTable.entry(id)?.parent == postmaster else {
            throw Failure("process `\(id)` is no session of this server")
        }
        kill(id, SIGKILL)
        _ = Patience.wait(atMost: .seconds(30)) { ProcessTable.isGone(id) }
    }
}
