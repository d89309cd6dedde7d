internal import Cedar

/// The Cedar schema that every rule must fit, in strict validation.
///
/// A later version only adds to an earlier one: what was there stays as it was, new attributes and
/// members of a context are optional, and new actions are no part of old groups. So a valid text
/// stays valid, and old entries replay; the exceptions are texts that compare a whole context, and
/// texts that ask for a member which their version did not have.
public enum GovernanceSchema {
    /// The version of the schema.
    public static let version = 2

    /// The schema of the current version in Cedar's schema syntax.
    public static let text = [versionTwoExchange, versionTwoDecisions, versionTwoPayments]
        .joined(separator: "\n\n")

    /// The actions, so that a rule may name a group of them.
    static var actionEntities: [Entity] { (try? parsed.get())?.actionEntities ?? [] }

    static let parsed = parse(text)
    private static let exchange = parse(versionTwoExchange)

    private static func parse(_ text: String) -> Result<Schema, CedarError> {
        Result { () throws(CedarError) in try Schema(parsing: text) }
    }

    /// What strict validation finds in a policy.
    ///
    /// A policy that leaves the action open is about calls on the exchange alone, as when the schema
    /// knew nothing else: it neither permits nor forbids a vote or a payment.
    ///
    /// - Throws: a `CedarError` when the schema itself cannot be read.
    static func findings(on policy: Policy) throws(CedarError) -> [ValidationFinding] {
        var set = PolicySet()
        try set.add(policy, id: policy.id)
        let schema = policy.body.action == .any ? try exchange.get() : try parsed.get()
        return schema.validate(set, mode: .strict)
    }
}
