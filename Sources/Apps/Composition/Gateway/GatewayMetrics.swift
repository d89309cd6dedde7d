internal import ExchangeGateway
internal import Web

/// The gateway's counters as metrics.
struct GatewayMetrics: Sendable {
    let registry = MetricRegistry()
    private let gateway: ExchangeGateway
    private let figures: Gauge

    init(gateway: ExchangeGateway) {
        self.gateway = gateway
        figures = registry.gauge(
            "exchange_gateway", help: "Counters of the exchange's data plane.", labels: ["figure"])
    }

    /// Reads the counters.
    func update() {
        let snapshot = gateway.snapshot
        for (name, value) in [
            ("connections_open", snapshot.connectionsOpen), ("calls", snapshot.calls),
            ("calls_under_way", snapshot.callsUnderWay), ("permitted", snapshot.permitted),
            ("denied", snapshot.denied), ("malformed", snapshot.malformed),
            ("faults", snapshot.faults), ("timeouts", snapshot.timeouts),
            ("records_written", snapshot.recordsWritten),
            ("records_failed", snapshot.recordsFailed),
            ("request_bytes", snapshot.requestBytes), ("response_bytes", snapshot.responseBytes),
        ] {
            figures.set(Int64(value), [name])
        }
    }
}
