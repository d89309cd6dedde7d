internal import CanonicalJSON
internal import Governance

/// One record of a call, as it is shown.
public struct RecordedCall: Sendable {
    /// The line as it was chained, in canonical JSON.
    public let line: [UInt8]

    init(line: [UInt8]) { self.line = line }

    /// The record in one line for a person: when, who asked whom, what was ruled and answered.
    public var text: String {
        guard case .object(let members)? = try? JSON(parsing: line) else { return "not a record" }
        func text(_ name: String) -> String? {
            switch members[name] {
            case .string(let text)?: text
            case .integer(let number)?: String(number)
            default: nil
            }
        }
        var time = "?"
        if case .integer(let milliseconds)? = members["recorded_at"] {
            time = Instant(milliseconds: milliseconds).description
        }
        let reason = text("code") ?? text("rule").map { "by rule \($0)" }
        return [
            time, text("role"), text("kind") == "close" ? "close" : nil, text("decision"),
            text("status"), text("client"), "->", text("service"), reason,
            text("message_id").map { "message \($0)" },
        ].compactMap(\.self).joined(separator: " ")
    }
}
