internal import ExchangeGateway
internal import Governance
internal import Storage
internal import Web

/// The gateway's counters as metrics.
struct GatewayMetrics: Sendable {
    let registry = MetricRegistry()
    private let gateway: ExchangeGateway
    private let published: PublishedRegister
    private let figures: Gauge
    private let storage: StorageFigures

    init(gateway: ExchangeGateway, published: PublishedRegister, database: Database) {
        self.gateway = gateway
        self.published = published
        figures = registry.gauge(
            "exchange_gateway",
            help: "Counters of the exchange's data plane.",
            labels: ["figure"]
        )
        storage = StorageFigures(database, in: registry)
    }

    /// Reads the counters.
    func update() {
        storage.update()
        let snapshot = gateway.snapshot
        for (name, value) in [
            ("connections_open", snapshot.connectionsOpen), ("calls", snapshot.calls),
            ("calls_under_way", snapshot.callsUnderWay), ("permitted", snapshot.permitted),
            ("denied", snapshot.denied), ("malformed", snapshot.malformed),
            ("faults", snapshot.faults), ("timeouts", snapshot.timeouts),
            ("records_written", snapshot.recordsWritten),
            ("records_failed", snapshot.recordsFailed),
            ("request_bytes", snapshot.requestBytes), ("response_bytes", snapshot.responseBytes),
            ("register_position", published.mark.position),
        ] {
            figures.set(Int64(value), [name])
        }
    }
}
