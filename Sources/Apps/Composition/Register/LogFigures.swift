internal import LogService
internal import TransparencyLog
internal import Web

/// How far the log has come, and how far others see it, as metrics.
struct LogFigures: Sendable {
    private let log: DurableLog
    private let cosigning: Cosigning?
    private let entries: Gauge
    private let failing: Gauge

    init(_ log: DurableLog, _ cosigning: Cosigning?, in registry: MetricRegistry) {
        self.log = log
        self.cosigning = cosigning
        entries = registry.gauge(
            "log_entries",
            help: "Entries of the log: recorded, and under the checkpoint that others see.",
            labels: ["state"]
        )
        failing = registry.gauge(
            "witness_failures",
            help: "How often in a row a witness has not cosigned; 0 while it does.",
            labels: ["witness"]
        )
    }

    /// Reads the figures.
    func update() {
        let newest = log.checkpoint.checkpoint.size
        entries.set(Int64(newest), ["recorded"])
        let shown = cosigning.map { $0.shown?.checkpoint.size ?? 0 } ?? newest
        entries.set(Int64(shown), ["shown"])
        for (name, failures) in cosigning?.failures ?? [] {
            failing.set(Int64(failures), [name])
        }
    }
}
