/// One question that is asked of every charter and register.
public struct Check: Sendable {
    /// The stable code: a letter for the field and a number.
    public let code: String
    /// What the check finds, in a few words.
    public let title: String
    /// How much its findings matter, unless a finding says otherwise.
    public let severity: Finding.Severity
    /// The item of a framework behind it.
    public let why: String
    /// Whether a waiver can silence its findings.
    public let isWaivable: Bool
    let run: @Sendable (CheckContext) -> [Finding]

    init(
        _ code: String,
        _ title: String,
        _ severity: Finding.Severity,
        why: String,
        isWaivable: Bool = true,
        run: @escaping @Sendable (CheckContext) -> [Finding]
    ) {
        self.code = code
        self.title = title
        self.severity = severity
        self.why = why
        self.isWaivable = isWaivable
        self.run = run
    }

    /// The path of the page that explains the check.
    public var page: String { "docs/checks/\(code).md" }

    /// All checks, in the order of their codes' letters: charter, who, how, rules, exchange, money.
    public static let all: [Check] = [
        .unknownReference, .invalidItem,
        .blockWithoutOperator, .exclusiveMandates, .operatorSupervises, .noLegalSource,
        .mandateNotInForce, .delegationCycle, .improperDelegation,
        .quorumOutOfReach, .thresholdMeaningless, .oneInstitutionCarries, .nobodyDecides,
        .officialWithoutKey,
        .ruleDoesNotValidate, .ruleUnguarded,
        .agreementIncomplete, .serviceWithoutStandard, .agreementBeyondService,
        .noMaintainer, .notFunded, .noLicence,
    ]

    /// The check with that code.
    public static func named(_ code: String) -> Check? { all.first { $0.code == code } }
}
