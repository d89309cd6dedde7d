public import CanonicalJSON
internal import Cedar

/// The rules in force at a moment as one Cedar policy set, which any Cedar engine reads.
///
/// With ``GovernanceSchema``, ``entities()`` and a request it lets anyone check a ruling without our
/// engine. It is the policies' part of a ruling: agreements and registration are judged before.
public struct PublishedRules: Sendable {
    /// The policies, by rule in order of identifier, then as the rule has them.
    public let policies: [PublishedPolicy]
    private let view: RegisterView

    /// Collects the rules of a view.
    ///
    /// - Throws: a ``Refusal`` with code `invalid_rule` when a rule in force does not parse.
    public init(_ view: RegisterView) throws(Refusal) {
        self.view = view
        var policies: [PublishedPolicy] = []
        for key in view.register.rules.keys {
            let (state, version) = view.register.state(
                of: key,
                in: \.rules,
                at: view.instant,
                recordedBy: view.position
            )
            guard state == .inForce, let version, let rule = version.value else { continue }
            do {
                policies += try RuleText.rulePolicies(of: rule).map {
                    PublishedPolicy($0, of: rule.id, act: version.act)
                }
            } catch {
                throw Refusal(
                    .invalidRule,
                    "rule `\(rule.id)`: \(error.description)",
                    help: error.hint
                )
            }
        }
        self.policies = policies
    }

    /// The policies in Cedar syntax, with a heading that says what they are.
    public var cedar: String {
        let register = view.register.head.map { "`\($0.id)`" } ?? "the register"
        let position = min(view.register.position, view.position)
        let heading = """
            // The rules in force in \(register) at \(view.instant), register position \(position).
            // They fit version \(GovernanceSchema.version) of the governance schema.

            """
        return ([heading] + policies.map(\.cedar)).joined(separator: "\n")
    }

    /// The policies in Cedar's JSON form, under their identifiers.
    ///
    /// - Throws: a ``Refusal`` with code `invalid_rule` when they cannot be written.
    public func json() throws(Refusal) -> JSON {
        do {
            var set = PolicySet()
            for policy in policies {
                try set.add(try Policy(parsing: policy.cedar, id: policy.id), id: policy.id)
            }
            return try set.json()
        } catch {
            throw Refusal(.invalidRule, "the published rules: \(error.description)")
        }
    }

    /// The entities of the register in Cedar's JSON form.
    ///
    /// - Throws: a ``Refusal`` when the register's items make no entities.
    public func entities() throws(Refusal) -> JSON {
        .array(try RuleEntities(view: view).entities().all.map(\.json))
    }
}
