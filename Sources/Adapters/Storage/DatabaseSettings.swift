public import Logging

/// How a database is used: its bounds in number and time, and where it tells of slow statements.
public struct DatabaseSettings: Sendable {
    /// The most connections to PostgreSQL, or readers of a SQLite file; from 1 to 100.
    public var maximumConnections = 8
    /// The most transactions that wait for a connection; more are refused as `busy`.
    public var maximumWaiting = 10_000
    /// How long one transaction may take, from its first statement to before its commit.
    public var transactionTimeout: Duration = .seconds(30)
    /// How long a commit may take before its outcome counts as unknown (PostgreSQL).
    public var commitTimeout: Duration = .seconds(30)
    /// How long a transaction that can safely be repeated is tried anew, after conflicts with
    /// others and after lost connections (PostgreSQL).
    public var retryPeriod: Duration = .seconds(10)
    /// A statement that takes longer is logged, without the values of its parameters.
    public var slowStatement: Duration = .milliseconds(500)
    /// Where slow statements, lost connections and repeated transactions are told; nowhere if nil.
    public var logger: Logger?
    /// Whether missing migrations are applied at the opening.
    ///
    /// `nil` for what suits the engine: yes for SQLite, which one process has for itself; no for
    /// PostgreSQL, where programs of another version may be at work.
    public var appliesMigrations: Bool?
    /// Whether the database is opened for reading alone: beside a server that holds it.
    public var isReadOnly = false

    /// The default settings.
    public init() {}
}
