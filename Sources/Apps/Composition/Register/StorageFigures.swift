internal import Storage
internal import Web

/// The database's counters as metrics.
struct StorageFigures: Sendable {
    private let database: Database
    private let figures: Gauge
    private let durations: Gauge

    init(_ database: Database, in registry: MetricRegistry) {
        self.database = database
        figures = registry.gauge(
            "database",
            help: "Counters of the database since the start.",
            labels: ["figure"]
        )
        durations = registry.gauge(
            "database_duration_microseconds_bucket",
            help: "Statements and transactions by how long they took, cumulative.",
            labels: ["kind", "le"]
        )
    }

    /// Reads the counters.
    func update() {
        let metrics = database.metrics
        for (name, value) in [
            ("statements_failed", metrics.failedStatements),
            ("statements_slow", metrics.slowStatements),
            ("transactions_rolled_back", metrics.rolledBack),
            ("transactions_repeated", metrics.repeated),
            ("transactions_pending", metrics.pending),
            ("outcomes_unknown", metrics.unknownOutcomes),
            ("connections_open", metrics.openConnections),
            ("connections_lost", metrics.lostConnections),
        ] {
            figures.set(value, [name])
        }
        for (kind, histogram) in [
            ("statement", metrics.statements), ("read", metrics.reads), ("write", metrics.writes),
        ] {
            figures.set(histogram.count, ["\(kind)s"])
            figures.set(histogram.sum, ["\(kind)_microseconds"])
            var sum: Int64 = 0
            for (index, count) in histogram.counts.enumerated() {
                sum += count
                let bounds = DatabaseMetrics.Histogram.bounds
                let bound = index < bounds.count ? String(bounds[index]) : "+Inf"
                durations.set(sum, [kind, bound])
            }
        }
    }
}
