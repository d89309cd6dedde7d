/// The answer to one run-time request: permit or deny, with its citations.
public struct Ruling: Codable, Hashable, Sendable {
    /// Permit or deny.
    public enum Decision: String, Codable, Hashable, Sendable {
        case permit
        case deny
    }

    /// Why, as a stable code.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        case permitted
        case unknownClient = "unknown_client"
        case unknownService = "unknown_service"
        case noAgreement = "no_agreement"
        case agreementNotYetInForce = "agreement_not_yet_in_force"
        case agreementExpired = "agreement_expired"
        case agreementEnded = "agreement_ended"
        case purposeNotCovered = "purpose_not_covered"
        case forbidden
        case ruleFailed = "rule_failed"
        case noRule = "no_rule"
        case ruleNotYetInForce = "rule_not_yet_in_force"
        case ruleExpired = "rule_expired"
        case ruleRepealed = "rule_repealed"
    }

    /// A policy of a rule that the answer rests on.
    public struct CitedPolicy: Codable, Hashable, Sendable {
        /// The identifier in the published rules, `rule#policy`.
        public let id: String
        /// The safeguards that the policy implements.
        public let safeguards: [SafeguardID]
    }

    /// A rule that the answer rests on.
    public struct CitedRule: Codable, Hashable, Sendable {
        /// The rule.
        public let id: RuleID
        /// The digest of its Cedar text.
        public let hash: Digest
        /// The act that carries it; `nil` for a rule of the charter.
        public let act: ActID?
        /// Where the rule stands.
        public let state: Register.ItemState
        /// Those of its policies that decided, or that would decide if it were in force.
        public let policies: [CitedPolicy]
    }

    /// An agreement that the answer rests on.
    public struct CitedAgreement: Codable, Hashable, Sendable {
        /// The agreement.
        public let id: AgreementID
        /// The act that carries it; `nil` for an agreement of the charter.
        public let act: ActID?
        /// Where the agreement stands.
        public let state: Register.ItemState
    }

    /// The state of the register that the answer was read from.
    public struct RegisterMark: Codable, Hashable, Sendable {
        /// How many entries the register held.
        public let position: Int
        /// The root of the register.
        public let root: Digest
    }

    /// Permit or deny.
    public let decision: Decision
    /// Why, as a stable code.
    public let code: Code
    /// Why, in a sentence.
    public let sentence: String
    /// The rules that decided, or that would decide if they were in force.
    public let rules: [CitedRule]
    /// The agreement, where there is one.
    public let agreement: CitedAgreement?
    /// The chains of authority, one for each rule and for the agreement.
    public let citations: [Citation]
    /// The body that could grant what is missing; `nil` on a permit, or when there is none.
    public let grantingBody: BodyID?
    /// The state of the register.
    public let register: RegisterMark
    /// The moment of the question.
    public let at: Instant
}
