/// How often a figure fell into each of a fixed set of buckets.
public struct Histogram: Sendable {
    struct Value: Sendable {
        var counts: [Int64]
        var sum = 0.0
    }

    let series: MetricSeries<Value>
    let buckets: [Double]

    init(labelNames: [String], buckets: [Double]) {
        self.buckets = buckets
        let empty = Value(counts: Array(repeating: 0, count: buckets.count + 1))
        series = MetricSeries(labelNames: labelNames, initial: empty)
    }

    /// Counts a figure.
    ///
    /// - Parameters:
    ///   - figure: what was measured, in the metric's unit.
    ///   - labels: the label values, in the declared order.
    public func observe(_ figure: Double, _ labels: [String] = []) {
        let index = buckets.firstIndex { figure <= $0 } ?? buckets.count
        series.update(labels) { value in
            value.counts[index] += 1
            value.sum += figure
        }
    }
}

extension Histogram: Metric {
    static var kind: String { "histogram" }
    var labelNames: [String] { series.labelNames }

    func lines(_ name: String) -> [String] {
        series.sorted.flatMap { labels, value in
            var lines: [String] = []
            var total: Int64 = 0
            let bounds = buckets.map(PrometheusText.number) + ["+Inf"]
            for (bound, count) in zip(bounds, value.counts) {
                total += count
                let text = PrometheusText.labels(labelNames, labels, extra: "le=\"\(bound)\"")
                lines.append("\(name)_bucket\(text) \(total)")
            }
            let text = PrometheusText.labels(labelNames, labels)
            lines.append("\(name)_sum\(text) \(PrometheusText.number(value.sum))")
            lines.append("\(name)_count\(text) \(total)")
            return lines
        }
    }
}
