internal import Cedar

/// A rule and where it stands.
struct RuleStanding {
    let rule: Rule
    let act: ActID?
    let state: Register.ItemState
}

/// Rules with their compiled policies and what is cited of each.
struct CompiledRules: Sendable {
    /// What a ruling says of a rule.
    struct Quotation: Sendable {
        let rule: Ruling.CitedRule
        let citation: Citation?
    }

    let policies: CompiledPolicies
    /// What is said when one policy decides alone, by the policy's identifier.
    let quotations: [String: Quotation]
    /// The subjects of the rules that permit anything at all.
    let permittedSubjects: [SubjectPath]

    init(
        _ standings: [RuleStanding],
        entities: Entities,
        view: RegisterView
    ) throws(Refusal) {
        var set = PolicySet()
        var permitted: [SubjectPath] = []
        var quotations: [String: Quotation] = [:]
        for standing in standings {
            let rule = standing.rule
            let citation = view.citation(of: rule.id)
            let hash = Digest(of: Array(rule.cedar.utf8))
            do {
                let policies = try RuleText.rulePolicies(of: rule)
                if policies.contains(where: { $0.policy.effect == .permit }) {
                    permitted.append(rule.subject)
                }
                for policy in policies {
                    try set.add(policy.policy, id: policy.id)
                    let cited = Ruling.CitedPolicy(id: policy.id, safeguards: policy.safeguards)
                    quotations[policy.id] = Quotation(
                        rule: Ruling.CitedRule(
                            id: rule.id,
                            hash: hash,
                            act: standing.act,
                            state: standing.state,
                            policies: [cited]
                        ),
                        citation: citation
                    )
                }
            } catch {
                throw Refusal(
                    .invalidRule,
                    "rule `\(rule.id)`: \(error.description)",
                    help: error.hint
                )
            }
        }
        policies = CompiledPolicies(set, entities: entities)
        self.quotations = quotations
        permittedSubjects = permitted
    }

    /// The rules behind policies, each once, with those of its policies.
    func quotations(of policies: some Collection<String>) -> [Quotation] {
        if policies.count == 1, let only = policies.first {
            return quotations[only].map { [$0] } ?? []
        }
        var found: [Quotation] = []
        for policy in policies.sorted() {
            guard let quotation = quotations[policy] else { continue }
            if let last = found.last, last.rule.id == quotation.rule.id {
                found[found.count - 1] = last.adding(quotation.rule.policies)
            } else {
                found.append(quotation)
            }
        }
        return found
    }
}

extension CompiledRules.Quotation {
    fileprivate func adding(_ policies: [Ruling.CitedPolicy]) -> CompiledRules.Quotation {
        CompiledRules.Quotation(
            rule: Ruling.CitedRule(
                id: rule.id,
                hash: rule.hash,
                act: rule.act,
                state: rule.state,
                policies: rule.policies + policies
            ),
            citation: citation
        )
    }
}
