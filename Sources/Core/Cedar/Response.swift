/// The answer of the authoriser.
public struct Response: Sendable, Hashable {
    /// Yes or no.
    public enum Decision: String, Sendable, Hashable {
        /// Some policy permits and none forbids.
        case allow
        /// Some policy forbids, or none permits.
        case deny
    }

    /// A policy that could not be evaluated and was skipped.
    public struct PolicyError: Sendable, Hashable {
        /// The policy.
        public let policyID: String
        /// What the policy would have done.
        public let effect: Policy.Effect
        /// Why it failed.
        public let error: EvaluationError

        /// The kind of failure.
        public var kind: EvaluationError.Kind { error.kind }
    }

    /// Yes or no.
    public let decision: Decision
    /// The policies that decided, in the order of the set; empty when denied by default.
    public let determining: PolicyIDs
    /// The policies that were skipped, in the order of the set.
    public let errors: [PolicyError]

    /// Whether a policy that forbids was skipped; a careful caller then denies.
    public var hasForbidError: Bool { errors.contains { $0.effect == .forbid } }
}
