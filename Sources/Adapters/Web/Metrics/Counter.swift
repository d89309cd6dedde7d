/// A figure that only grows.
public struct Counter: Sendable {
    let series: MetricSeries<Int64>

    /// Adds to the figure.
    ///
    /// - Parameters:
    ///   - labels: the label values, in the declared order.
    ///   - amount: how much; not negative.
    public func increment(_ labels: [String] = [], by amount: Int64 = 1) {
        precondition(amount >= 0, "a counter cannot shrink")
        series.update(labels) { $0 += amount }
    }
}

extension Counter: Metric {
    static var kind: String { "counter" }
    var labelNames: [String] { series.labelNames }

    func lines(_ name: String) -> [String] {
        series.sorted.map {
            "\(name)\(PrometheusText.labels(labelNames, $0.labels)) \($0.value)"
        }
    }
}
