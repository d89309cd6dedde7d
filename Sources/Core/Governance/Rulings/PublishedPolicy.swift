internal import Cedar

/// A policy in force with the citation that it carries: rule, act and safeguards.
public struct PublishedPolicy: Sendable {
    /// The identifier, `rule#policy`.
    public let id: String
    /// The rule that it is part of.
    public let rule: RuleID
    /// The act that carries the rule; `nil` for a rule of the charter.
    public let act: ActID?
    /// The safeguards that it implements.
    public let safeguards: [SafeguardID]
    /// The policy in Cedar syntax, with `@id`, `@act` and `@safeguard` and its other annotations.
    ///
    /// An action that the rule leaves open is written as the group of calls, which is what it means.
    public let cedar: String

    init(_ read: RulePolicy, of rule: RuleID, act: ActID?) {
        id = read.id
        self.rule = rule
        self.act = act
        safeguards = read.safeguards
        let names = read.safeguards.map(\.text).joined(separator: ", ")
        var lines = ["@id(\"\(read.id)\")", "@act(\"\(act?.text ?? "charter")\")"]
        if !names.isEmpty { lines.append("@safeguard(\"\(names)\")") }
        // The printer writes each annotation on a line of its own, line breaks escaped.
        for line in CedarPrinter.text(read.policy.body).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            let isOurs = Self.ours.contains { line == "@\($0)" || line.hasPrefix("@\($0)(") }
            if isOurs { continue }
            lines.append(line == "    action," ? "    action in Action::\"call\"," : String(line))
        }
        cedar = lines.joined(separator: "\n") + "\n"
    }

    private static let ours = ["id", "act", "safeguard"]
}
