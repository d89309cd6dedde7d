public import Cedar

/// The Cedar text of a rule, read and judged.
public enum RuleText {
    /// Something wrong with the text of a rule.
    public struct Problem: Hashable, Sendable {
        /// The line in the text, from 1; `nil` when the problem has no place.
        public let line: Int?
        /// The column in the line, from 1.
        public let column: Int?
        /// The problem in a sentence.
        public let sentence: String
        /// How to mend it.
        public let help: String?
    }

    /// The largest Cedar text of a rule, in bytes.
    public static let maximumBytes = 65_536

    private static let limits = CedarLimits(
        maximumBytes: maximumBytes,
        maximumDepth: 100,
        maximumPolicies: 100
    )

    /// What is wrong with the text: it must parse, hold at least one policy and no template, and fit
    /// the governance schema in strict validation.
    ///
    /// A policy that can never apply is lawful Cedar, and so no problem; see ``remarks(on:)``.
    public static func problems(of rule: Rule) -> [Problem] {
        let set: PolicySet
        do {
            set = try policies(of: rule)
        } catch {
            return [
                Problem(
                    line: error.position?.line,
                    column: error.position?.column,
                    sentence: error.reason,
                    help: error.hint
                )
            ]
        }
        guard set.templates.isEmpty else {
            return [
                Problem(
                    line: nil,
                    column: nil,
                    sentence: "a rule cannot hold a template",
                    help: "write the entity in place of the slot"
                )
            ]
        }
        guard !set.policies.isEmpty else {
            return [
                Problem(
                    line: nil,
                    column: nil,
                    sentence: "the rule holds no policy",
                    help: "write at least one `permit` or `forbid`"
                )
            ]
        }
        do {
            return try GovernanceSchema.parsed.get().validate(set, mode: .strict)
                .filter { !$0.isWarning }.map(problem)
        } catch {
            return [
                Problem(
                    line: nil,
                    column: nil,
                    sentence: "the governance schema is unusable: \(error)",
                    help: nil
                )
            ]
        }
    }

    /// What is odd about a text that may be used all the same: policies that can never apply.
    ///
    /// Empty when the text has problems.
    public static func remarks(on rule: Rule) -> [Problem] {
        guard let set = try? policies(of: rule), set.templates.isEmpty,
            let findings = try? GovernanceSchema.parsed.get().validate(set, mode: .strict),
            findings.allSatisfy(\.isWarning)
        else { return [] }
        return findings.map(problem)
    }

    private static func problem(_ finding: ValidationFinding) -> Problem {
        Problem(
            line: finding.position.line,
            column: finding.position.column,
            sentence: finding.reason,
            help: "see the governance schema in docs/rules.md"
        )
    }

    /// The policies of a rule, named `rule#0`, `rule#1` … by position.
    ///
    /// - Throws: a `CedarError` when the text does not parse.
    public static func policies(of rule: Rule) throws(CedarError) -> PolicySet {
        let parsed = try PolicySet(parsing: rule.cedar, limits: limits)
        var named = PolicySet()
        for (index, policy) in (parsed.policies + parsed.templates).enumerated() {
            try named.add(policy, id: "\(rule.id)#\(index)")
        }
        return named
    }
}
