/// The values of a metric's labels, in the order in which the labels were declared.
typealias MetricLabels = [String]

/// Text in the Prometheus exposition format, version 0.0.4.
enum PrometheusText {
    static func labels(_ names: [String], _ values: MetricLabels, extra: String = "") -> String {
        var pairs = zip(names, values).map { "\($0)=\"\(escaped($1))\"" }
        if !extra.isEmpty { pairs.append(extra) }
        return pairs.isEmpty ? "" : "{" + pairs.joined(separator: ",") + "}"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        guard let whole = Int64(exactly: value) else { return String(value) }
        return String(whole)
    }
}
