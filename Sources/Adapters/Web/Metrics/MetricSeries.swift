internal import NIOConcurrencyHelpers

/// The values of one metric by its labels, at most ``maximum`` of them.
///
/// Labels that come from outside could grow without bound; what is too many is counted under
/// the label value `overflow`.
final class MetricSeries<Value: Sendable>: Sendable {
    static var maximum: Int { 1000 }

    let labelNames: [String]
    private let initial: Value
    private let values = NIOLockedValueBox<[MetricLabels: Value]>([:])

    init(labelNames: [String], initial: Value) {
        self.labelNames = labelNames
        self.initial = initial
        if labelNames.isEmpty { values.withLockedValue { $0[[]] = initial } }
    }

    func update(_ labels: MetricLabels, _ change: (inout Value) -> Void) {
        precondition(labels.count == labelNames.count, "a metric got a wrong number of labels")
        values.withLockedValue { values in
            let isKnown = values[labels] != nil || values.count < Self.maximum
            let key = isKnown ? labels : labels.map { _ in "overflow" }
            change(&values[key, default: initial])
        }
    }

    /// All values, ordered by their labels.
    var sorted: [(labels: MetricLabels, value: Value)] {
        values.withLockedValue { Array($0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { ($0.key, $0.value) }
    }
}
