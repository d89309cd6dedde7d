internal import CPostgres

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// One connection to PostgreSQL, in libpq's pipeline mode.
///
/// It is used by one thread at a time, which waits for the server with a deadline.
final class PostgresConnection {
    /// What became of the connection.
    enum Condition {
        /// It can be used.
        case usable
        /// It is in a state that nobody knows: it must be thrown away.
        case broken
        /// The server is gone, or no longer the right one; other connections are likely lost too.
        case lost
    }

    let raw: OpaquePointer
    /// Asks the server to stop what it does for this connection.
    let canceller: PostgresCanceller
    private let notices = NoticeBox()
    private(set) var condition = Condition.usable
    /// Until when to wait for the server.
    var deadline: MonotonicTime
    /// The name of the schema in which unqualified names are found.
    private(set) var schema = ""
    /// The server's version, such as 150_018.
    var version: Int32 { PQserverVersion(raw) }
    /// Whether the connection is encrypted.
    let isEncrypted: Bool
    var statements = PreparedStatements()
    /// Whether the answer to what ``syncWithoutWaiting()`` sent is still to be read.
    private var owesAnswer = false

    /// Connects; blocks up to the server's `connect_timeout` for each host.
    init(_ server: PostgresServer) throws(DatabaseError) {
        let options = server.parameters.sorted { $0.key < $1.key }
        let opened = Self.withCStrings(options.map(\.key)) { keywords in
            Self.withCStrings(options.map(\.value)) { values in
                PQconnectdbParams(keywords, values, 0)
            }
        }
        guard let opened else { throw DatabaseError(.failed, "out of memory") }
        guard PQstatus(opened) == CONNECTION_OK, let handle = PQgetCancel(opened) else {
            let message = Self.oneLine(PQerrorMessage(opened))
            let isRefused = PQconnectionNeedsPassword(opened) == 1 || Self.isFinal(message)
            PQfinish(opened)
            throw DatabaseError(isRefused ? .cannotOpen : .unavailable, message)
        }
        raw = opened
        isEncrypted = PQsslInUse(opened) == 1
        canceller = PostgresCanceller(handle)
        deadline = .now + .seconds(10)
        let context = Unmanaged.passUnretained(notices).toOpaque()
        PQsetNoticeReceiver(opened, NoticeBox.receive, context)
        try prepareSession()
    }

    deinit {
        canceller.close()
        PQfinish(raw)
    }

    /// Throws the connection away at the next chance.
    func markBroken() { if condition == .usable { condition = .broken } }

    /// Throws the connection away, and those that wait beside it.
    func markLost() { condition = .lost }

    // MARK: Waiting for the server

    /// Sends what was queued, with the mark up to which a failure reaches.
    func sync() throws(DatabaseError) {
        guard PQpipelineSync(raw) == 1 else { throw lost() }
        guard owesAnswer else { return }
        owesAnswer = false
        _ = try statementResult()
        try finishSync()
    }

    /// Sends one statement that was queued; its answer is read, and ignored, with the next one's.
    func syncWithoutWaiting() throws(DatabaseError) {
        guard PQpipelineSync(raw) == 1 else { throw lost() }
        owesAnswer = true
    }

    /// The next result; nil at the end of a statement's results.
    func nextResult() throws(DatabaseError) -> PostgresResult? {
        while PQisBusy(raw) == 1 {
            if isEncrypted {
                // What the TLS library has read already makes the socket look quiet.
                if PQconsumeInput(raw) == 0 { throw lost() }
                if PQisBusy(raw) == 0 { break }
            }
            var descriptor = pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0)
            let ready = poll(&descriptor, 1, deadline.millisecondsLeft)
            if ready == 0 {
                // A frozen server leaves all its sessions silent, not only this one.
                markLost()
                canceller.cancelInBackground()
                throw DatabaseError(.timeout, "the server did not answer in time")
            }
            if ready < 0, errno != EINTR { throw lost() }
            if ready > 0, PQconsumeInput(raw) == 0 { throw lost() }
        }
        return PQgetResult(raw).map(PostgresResult.init)
    }

    /// The result of the next statement in the pipeline.
    func statementResult() throws(DatabaseError) -> PostgresResult {
        guard let result = try nextResult() else { throw lost() }
        // A nil ends the results of each statement.
        while try nextResult() != nil {}
        if PQstatus(raw) == CONNECTION_BAD { throw lost() }
        return result
    }

    /// Reads up to the mark that ``sync()`` made.
    func finishSync() throws(DatabaseError) {
        var nothing = 0
        while true {
            guard let result = try nextResult() else {
                nothing += 1
                if nothing > 1 || PQstatus(raw) == CONNECTION_BAD { throw lost() }
                continue
            }
            nothing = 0
            if result.status == PGRES_PIPELINE_SYNC { return }
        }
    }

    /// Forgets the warnings so far; ``warning`` then tells of later ones.
    func clearWarnings() { notices.warning = nil }

    /// The last warning of the server.
    var warning: String? { notices.warning }

    /// The error of a lost connection.
    func lost() -> DatabaseError {
        markLost()
        return DatabaseError(
            .unavailable,
            "the connection to the server was lost: \(Self.oneLine(PQerrorMessage(raw)))"
        )
    }

    // MARK: The session

    private func prepareSession() throws(DatabaseError) {
        let answer = try simple(
            """
            SET default_transaction_isolation = 'serializable';
            SET idle_in_transaction_session_timeout = '60s';
            SET standard_conforming_strings = on;
            SET lock_timeout = 0;
            SET statement_timeout = 0;
            SELECT set_config('synchronous_commit',
                CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on'
                ELSE current_setting('synchronous_commit') END, false), current_schema()
            """
        )
        guard let schema = answer.text(row: 0, column: 1), !schema.isEmpty else {
            throw DatabaseError(
                .cannotOpen,
                "the database has no schema to work in: see the role's search_path"
            )
        }
        self.schema = schema
        try enterPipeline()
        try PostgresControl.prepareAll(on: self)
    }

    /// Runs statements by the simple protocol, outside of pipeline mode; the last result.
    func simple(_ sql: String) throws(DatabaseError) -> PostgresResult {
        guard PQsendQuery(raw, sql) == 1 else { throw lost() }
        var last: PostgresResult?
        var failure: DatabaseError?
        while let result = try nextResult() {
            failure = failure ?? result.failure()
            last = result
        }
        if let failure {
            if PQstatus(raw) == CONNECTION_BAD { markBroken() }
            throw failure
        }
        guard let last else { throw lost() }
        return last
    }

    func enterPipeline() throws(DatabaseError) {
        guard PQenterPipelineMode(raw) == 1 else { throw lost() }
    }

    func leavePipeline() throws(DatabaseError) {
        guard PQexitPipelineMode(raw) == 1 else { throw lost() }
    }

    /// Whether a refused connection would be refused again: a wrong password, no such database.
    private static func isFinal(_ message: String) -> Bool {
        ["password authentication failed", "does not exist", "no pg_hba.conf entry", "certificate"]
            .contains { message.contains($0) }
    }

    /// libpq's message as one line.
    static func oneLine(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        let words = text.split { $0 == "\n" || $0 == "\r" || $0 == "\t" }
        let line = words.joined(separator: " ")
        return line.isEmpty ? "no reason was given" : line
    }

    /// Gives an array of C strings that ends with nil.
    private static func withCStrings<R>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R
    ) -> R {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

/// Where the server's notices go: nowhere, but for the last warning.
final class NoticeBox {
    var warning: String?

    static let receive: PQnoticeReceiver = { context, result in
        guard let context, let result else { return }
        let severity = PQresultErrorField(result, PGDiagnostic.severity)
        guard severity.map({ String(cString: $0) }) == "WARNING" else { return }
        Unmanaged<NoticeBox>.fromOpaque(context).takeUnretainedValue().warning =
            PostgresConnection.oneLine(PQresultErrorField(result, PGDiagnostic.message))
    }
}

/// The fields of an error (`postgres_ext.h`).
enum PGDiagnostic {
    static let severity = Int32(UInt8(ascii: "V"))
    static let state = Int32(UInt8(ascii: "C"))
    static let message = Int32(UInt8(ascii: "M"))
}
