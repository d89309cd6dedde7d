internal import Cedar

/// One policy of a rule, with what its annotations say.
public struct RulePolicy: Sendable {
    /// The name within the rule: its `@id`, else its position from 0.
    public let name: String
    /// The identifier in the whole set of rules, `rule#name`.
    public let id: String
    /// The safeguards it implements: those of its `@safeguard`, else all of its rule.
    public let safeguards: [SafeguardID]
    /// Whether it says by `@safeguard` what it implements.
    public let namesSafeguards: Bool
    let policy: Policy

    /// Reads the annotations of a policy.
    ///
    /// - Throws: a `CedarError` when one of ours is misused.
    init(_ policy: Policy, at index: Int, of rule: Rule) throws(CedarError) {
        let position = policy.body.position
        guard policy.annotation("act") == nil else {
            throw CedarError(
                .undeclared,
                "`@act` cannot be written in a rule: the act is known only when it is adopted",
                at: position,
                hint: "leave it out; the published rules carry it"
            )
        }
        name = try Self.name(of: policy, at: index)
        id = "\(rule.id)#\(name)"
        let named = try Self.safeguards(of: policy, rule)
        safeguards = named ?? rule.safeguards
        namesSafeguards = named != nil
        self.policy = policy
    }

    private static func name(of policy: Policy, at index: Int) throws(CedarError) -> String {
        guard let name = policy.annotation("id") else { return String(index) }
        guard IdentifierRule.accepts(name) else {
            throw CedarError(
                .syntax,
                "`\(name.prefix(80))` in `@id` is not an identifier",
                at: policy.body.position,
                hint: IdentifierRule.sentence
            )
        }
        return name
    }

    private static func safeguards(
        of policy: Policy,
        _ rule: Rule
    ) throws(CedarError) -> [SafeguardID]? {
        guard let list = policy.annotation("safeguard") else { return nil }
        var found: [SafeguardID] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let text = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard let safeguard = SafeguardID(text), !found.contains(safeguard) else {
                throw CedarError(
                    .syntax,
                    "`\(list.prefix(200))` in `@safeguard` is not a list of safeguards",
                    at: policy.body.position,
                    hint: "name each once, with commas between them"
                )
            }
            guard rule.safeguards.contains(safeguard) else {
                let known = rule.safeguards.map { "`\($0)`" }.joined(separator: ", ")
                throw CedarError(
                    .undeclared,
                    "`@safeguard` names `\(safeguard)`, which is no safeguard of the rule",
                    at: policy.body.position,
                    hint: known.isEmpty
                        ? "give the rule its safeguards" : "the rule's safeguards are \(known)"
                )
            }
            found.append(safeguard)
        }
        return found
    }
}
