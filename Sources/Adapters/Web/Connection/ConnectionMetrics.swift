/// What is counted below the routes, where no request is ever seen.
struct ConnectionMetrics: Sendable {
    let open: Gauge
    let refused: Counter

    init(_ registry: MetricRegistry) {
        open = registry.gauge("http_connections_open", help: "Connections that are open.")
        refused = registry.counter(
            "http_connections_refused_total",
            help: "Connections ended with a problem before a route was found, by its code.",
            labels: ["code"]
        )
    }
}
