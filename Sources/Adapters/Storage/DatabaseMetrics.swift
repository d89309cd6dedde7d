/// What a database did since it was opened.
public struct DatabaseMetrics: Sendable, Hashable {
    /// A count of durations by their upper bounds.
    public struct Histogram: Sendable, Hashable {
        /// The upper bounds of the buckets, in microseconds.
        public static let bounds: [Int64] = [
            100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
            1_000_000, 5_000_000, 30_000_000,
        ]
        /// How many durations are in each bucket and not in the one before; one more than bounds.
        public private(set) var counts = [Int64](repeating: 0, count: bounds.count + 1)
        /// The sum of all durations, in microseconds.
        public private(set) var sum: Int64 = 0

        /// How many durations there are.
        public var count: Int64 { counts.reduce(0, +) }

        mutating func add(microseconds: Int64) {
            let bucket = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
            counts[bucket] += 1
            sum += microseconds
        }
    }

    /// Statements, by how long each took.
    public internal(set) var statements = Histogram()
    /// Statements that failed.
    public internal(set) var failedStatements: Int64 = 0
    /// Statements that took longer than the settings call slow.
    public internal(set) var slowStatements: Int64 = 0
    /// Transactions that read, by how long each took.
    public internal(set) var reads = Histogram()
    /// Transactions that wrote and committed, by how long each took, waiting included.
    public internal(set) var writes = Histogram()
    /// Transactions that were rolled back for good.
    public internal(set) var rolledBack: Int64 = 0
    /// Attempts that were repeated, after a conflict or a lost connection.
    public internal(set) var repeated: Int64 = 0
    /// Commits whose outcome was unknown when the connection was lost.
    public internal(set) var unknownOutcomes: Int64 = 0
    /// Connections that were lost.
    public internal(set) var lostConnections: Int64 = 0
    /// Connections that are open now.
    public internal(set) var openConnections: Int64 = 0
    /// Transactions that are under way or wait for a connection now.
    public internal(set) var pending: Int64 = 0

    init() {}
}
