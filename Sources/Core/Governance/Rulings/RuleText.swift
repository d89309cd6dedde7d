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

    /// What is wrong with the text: it must parse, hold at least one policy and no template, use our
    /// annotations as they are meant, and fit the governance schema in strict validation.
    ///
    /// A policy that can never apply is lawful Cedar, and so no problem; see ``remarks(on:)``.
    public static func problems(of rule: Rule) -> [Problem] {
        let set: PolicySet
        do {
            set = try parse(rule)
        } catch {
            return [problem(error)]
        }
        var problems: [Problem] = []
        var names: Set<String> = []
        for (index, policy) in set.policies.enumerated() {
            do {
                let read = try RulePolicy(policy, at: index, of: rule)
                try checkName(read, &names)
                problems += try GovernanceSchema.findings(on: policy).filter { !$0.isWarning }
                    .map(problem)
            } catch {
                problems.append(problem(error))
            }
        }
        return problems
    }

    /// What is odd about a text that may be used all the same: a policy that can never apply, a
    /// safeguard that no policy implements.
    ///
    /// Empty when the text has problems.
    public static func remarks(on rule: Rule) -> [Problem] {
        guard let policies = try? rulePolicies(of: rule),
            let findings = try? policies.flatMap({ try GovernanceSchema.findings(on: $0.policy) }),
            findings.allSatisfy(\.isWarning)
        else { return [] }
        let unused =
            policies.allSatisfy(\.namesSafeguards)
            ? rule.safeguards.filter { safeguard in
                !policies.contains { $0.safeguards.contains(safeguard) }
            } : []
        return findings.map(problem)
            + unused.map { safeguard in
                Problem(
                    line: nil,
                    column: nil,
                    sentence: "no policy of the rule implements its safeguard `\(safeguard)`",
                    help: "name it in the `@safeguard` of a policy, or take it from the rule"
                )
            }
    }

    /// The policies of a rule, named `rule#name` by their `@id`, else by position.
    ///
    /// - Throws: a `CedarError` when the text does not parse or misuses our annotations.
    public static func policies(of rule: Rule) throws(CedarError) -> PolicySet {
        var named = PolicySet()
        for read in try rulePolicies(of: rule) { try named.add(read.policy, id: read.id) }
        return named
    }

    /// The policies of a rule in the order of its text.
    ///
    /// - Throws: a `CedarError` when the text does not parse or misuses our annotations.
    public static func rulePolicies(of rule: Rule) throws(CedarError) -> [RulePolicy] {
        var policies: [RulePolicy] = []
        var names: Set<String> = []
        for (index, policy) in try parse(rule).policies.enumerated() {
            let read = try RulePolicy(policy, at: index, of: rule)
            try checkName(read, &names)
            policies.append(read)
        }
        return policies
    }

    private static func parse(_ rule: Rule) throws(CedarError) -> PolicySet {
        let set = try PolicySet(parsing: rule.cedar, limits: limits)
        guard set.templates.isEmpty else {
            throw CedarError(
                .slot,
                "a rule cannot hold a template",
                hint: "write the entity in place of the slot"
            )
        }
        guard !set.policies.isEmpty else {
            throw CedarError(
                .count,
                "the rule holds no policy",
                hint: "write at least one `permit` or `forbid`"
            )
        }
        return set
    }

    private static func checkName(
        _ read: RulePolicy,
        _ names: inout Set<String>
    ) throws(CedarError) {
        guard names.insert(read.name).inserted else {
            throw CedarError(
                .duplicate,
                "two policies of the rule are named `\(read.name)`",
                at: read.policy.body.position,
                hint: "give each an `@id` of its own; without one a policy is named by its "
                    + "position, from 0"
            )
        }
    }

    private static func problem(_ error: CedarError) -> Problem {
        Problem(
            line: error.position?.line,
            column: error.position?.column,
            sentence: error.reason,
            help: error.hint
        )
    }

    private static func problem(_ finding: ValidationFinding) -> Problem {
        Problem(
            line: finding.position.line,
            column: finding.position.column,
            sentence: finding.reason,
            help: "see the governance schema in docs/rules.md"
        )
    }
}
