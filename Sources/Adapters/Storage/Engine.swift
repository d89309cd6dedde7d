/// What the two kinds of databases have in common.
protocol Engine: Sendable {
    /// What the engine is told in its own words.
    var forms: EngineForms { get }

    /// The counters of what the engine did.
    var observer: StatementObserver { get }

    /// Runs a body in a transaction that reads one state, and is ended after `limit`.
    func read<T: Sendable>(
        within limit: Duration?,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T

    /// Runs a body of exactly one query, which is a transaction by itself.
    func singleRead<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T

    /// Runs a body in a transaction that is all or nothing.
    ///
    /// - Parameters:
    ///   - isIdempotent: whether the body may run again after it may have committed.
    ///   - body: what to do; it may run more than once, but takes effect at most once unless it is
    ///     idempotent.
    /// - Returns: what the body returns.
    /// - Throws: a `DatabaseError`, or what the body throws.
    func write<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T

    /// Runs a body that changes the schema; each of its statements sees what others committed, so
    /// that it can wait for a lock first.
    func alter<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T

    /// Runs a body of exactly one statement that writes, which is a transaction by itself.
    func singleWrite<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T

    /// A stream with an element after each transaction that signalled on the channel.
    func signals(on channel: String) -> AsyncStream<Void>

    /// The lock of that name among all processes over this database.
    func lock(named name: String) -> any ExclusiveLocking

    /// Facts about the engine and its settings, for `cabildo doctor`.
    func inspect() async throws -> [EngineFact]

    /// Writes a copy of the database as of one moment to a file, and reads that moment's state.
    func copy<T: Sendable>(
        to file: NewFile,
        reading body: @escaping @Sendable (any StatementRunner) throws -> T,
        progress: @escaping CopyProgress
    ) async throws -> T

    /// What the server's clock says, in milliseconds since 1970; nil where there is no server.
    func serverClock() async throws -> Int64?

    /// How many other sessions of this program there are in the database.
    func otherSessions() async throws -> Int

    /// The tables, views, sequences and other things that stand in the database.
    func contents() async throws -> [String]

    /// Waits for what is under way, and closes all connections.
    func close() async throws(DatabaseError)
}

/// A lock that one holder has at a time, among all processes over one database.
protocol ExclusiveLocking: Sendable {
    /// Waits until the lock is held.
    func acquire() async throws -> Int64
    /// Lets the lock go; does nothing when it is not held.
    func release() async
    /// Whether the lock is surely lost already.
    var isLost: Bool { get }
    /// Lets go for good.
    func close() async
}

/// One fact about an engine: its version, a setting.
public struct EngineFact: Sendable, Hashable {
    /// What the fact is about, such as `synchronous`.
    public let name: String
    /// The value found.
    public let value: String
    /// What is wrong with it, and what to do; `nil` where it is as it should be.
    public let problem: String?
    /// Whether the problem may cost data, rather than be worth mending some day.
    public let isSevere: Bool

    init(_ name: String, _ value: String, problem: String? = nil, isSevere: Bool = true) {
        self.name = name
        self.value = value
        self.problem = problem
        self.isSevere = isSevere
    }
}

extension Engine {
    /// Runs a body in a transaction that reads one state, in the time of any transaction.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await read(within: nil, body)
    }
}
