/// A figure that goes up and down.
public struct Gauge: Sendable {
    let series: MetricSeries<Int64>

    /// Sets the figure.
    ///
    /// - Parameters:
    ///   - value: the new value.
    ///   - labels: the label values, in the declared order.
    public func set(_ value: Int64, _ labels: [String] = []) {
        series.update(labels) { $0 = value }
    }

    /// Adds to the figure.
    ///
    /// - Parameters:
    ///   - amount: how much; negative to take away.
    ///   - labels: the label values, in the declared order.
    public func add(_ amount: Int64, _ labels: [String] = []) {
        series.update(labels) { $0 += amount }
    }
}

extension Gauge: Metric {
    static var kind: String { "gauge" }
    var labelNames: [String] { series.labelNames }

    func lines(_ name: String) -> [String] {
        series.sorted.map {
            "\(name)\(PrometheusText.labels(labelNames, $0.labels)) \($0.value)"
        }
    }
}
