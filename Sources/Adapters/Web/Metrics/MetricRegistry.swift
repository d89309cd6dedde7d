internal import NIOConcurrencyHelpers

/// A metric that can write itself down.
protocol Metric: Sendable {
    static var kind: String { get }
    var labelNames: [String] { get }
    func lines(_ name: String) -> [String]
}

/// All metrics of a process, as Prometheus text.
public final class MetricRegistry: Sendable {
    private struct Entry {
        let help: String
        let metric: any Metric
    }

    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    /// An empty registry.
    public init() {}

    /// The counter of that name, made where it is new.
    ///
    /// - Parameters:
    ///   - name: letters, digits and underscores, ending in `_total`.
    ///   - help: one sentence.
    ///   - labels: the names of its labels.
    /// - Returns: the counter.
    public func counter(_ name: String, help: String, labels: [String] = []) -> Counter {
        entry(name, help, labels) {
            Counter(series: MetricSeries(labelNames: labels, initial: 0))
        }
    }

    /// The gauge of that name, made where it is new.
    ///
    /// - Parameters:
    ///   - name: letters, digits and underscores.
    ///   - help: one sentence.
    ///   - labels: the names of its labels.
    /// - Returns: the gauge.
    public func gauge(_ name: String, help: String, labels: [String] = []) -> Gauge {
        entry(name, help, labels) { Gauge(series: MetricSeries(labelNames: labels, initial: 0)) }
    }

    /// The histogram of that name, made where it is new.
    ///
    /// - Parameters:
    ///   - name: letters, digits and underscores, ending in the unit.
    ///   - help: one sentence.
    ///   - labels: the names of its labels.
    ///   - buckets: the upper bounds, ascending.
    /// - Returns: the histogram.
    public func histogram(
        _ name: String,
        help: String,
        labels: [String] = [],
        buckets: [Double]
    ) -> Histogram {
        precondition(zip(buckets, buckets.dropFirst()).allSatisfy(<), "buckets must ascend")
        return entry(name, help, labels) { Histogram(labelNames: labels, buckets: buckets) }
    }

    /// All metrics in the Prometheus text format, version 0.0.4, ordered by name.
    public var text: String {
        let entries = entries.withLockedValue { Array($0) }.sorted { $0.key < $1.key }
        return entries.map { name, entry in
            let help = entry.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            let lines =
                ["# HELP \(name) \(help)", "# TYPE \(name) \(type(of: entry.metric).kind)"]
                + entry.metric.lines(name)
            return lines.joined(separator: "\n") + "\n"
        }
        .joined()
    }

    private func entry<Kind: Metric>(
        _ name: String,
        _ help: String,
        _ labels: [String],
        _ make: () -> Kind
    ) -> Kind {
        entries.withLockedValue { entries in
            if let known = entries[name]?.metric {
                guard let metric = known as? Kind, metric.labelNames == labels else {
                    preconditionFailure("metric `\(name)` was declared twice, differently")
                }
                return metric
            }
            let metric = make()
            entries[name] = Entry(help: help, metric: metric)
            return metric
        }
    }
}
