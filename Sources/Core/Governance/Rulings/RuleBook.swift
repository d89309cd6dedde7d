internal import Cedar

/// The rules in force, compiled: answers run-time requests until the next rule begins or ends.
///
/// A rule book is an immutable snapshot, safe to use from any thread. Whoever holds it makes a new
/// one when the register has moved on or when ``isValid(at:)`` turns false.
public struct RuleBook: Sendable {
    /// The register behind the rule book.
    public let view: RegisterView
    /// The state of the register, as rulings name it.
    public let mark: Ruling.RegisterMark
    /// The first moment at which another set of rules is in force.
    public let validUntil: Instant
    let inForce: CompiledRules
    /// All other rules the register has had, by which a denial tells what is missing.
    let dormant: CompiledRules
    let agreements: [AgreementKey: [PreparedAgreement]]
    private let services: [ServiceKey: Service]

    private struct ServiceKey: Hashable {
        let institution: InstitutionID
        let subsystem: String
        let code: String
    }

    struct AgreementKey: Hashable {
        let consumer: InstitutionID
        let service: ServiceID
    }

    /// Compiles the rules of `register` that are in force at `instant`.
    ///
    /// - Parameters:
    ///   - register: the register.
    ///   - instant: the moment whose rules are in force.
    ///   - root: the register's root, where the caller has it already.
    /// - Throws: a ``Refusal`` with code `invalid_rule` when a rule in force does not compile, which
    ///   a register of accepted entries rules out for acts, and `check` finds in a charter.
    public init(_ register: Register, at instant: Instant, root: Digest? = nil) throws(Refusal) {
        let view = RegisterView(register, at: instant)
        self.view = view
        let root = if let root { root } else { try register.root() }
        mark = Ruling.RegisterMark(position: register.position, root: root)
        let standings = register.rules.keys.compactMap { key -> RuleStanding? in
            let (state, version) = register.state(of: key, in: \.rules, at: instant)
            guard let version, let rule = version.value else { return nil }
            return RuleStanding(rule: rule, act: version.act, state: state)
        }
        let entities = try RuleEntities(view: view).entities()
        inForce = try CompiledRules(
            standings.filter { $0.state == .inForce },
            entities: entities,
            view: view
        )
        dormant = try CompiledRules(
            standings.filter { $0.state != .inForce },
            entities: entities,
            view: view
        )
        agreements = Self.prepareAgreements(of: register, view)
        services = Dictionary(
            view.inForce(\.services).map { service in
                (
                    ServiceKey(
                        institution: service.institution,
                        subsystem: service.subsystem.text,
                        code: service.code.text
                    ), service
                )
            },
            uniquingKeysWith: { first, _ in first }
        )
        validUntil = Self.nextChange(of: register, after: instant)
    }

    /// Whether the same rules are in force at `instant` as when the rule book was made.
    public func isValid(at instant: Instant) -> Bool {
        instant >= view.instant && instant < validUntil
    }

    /// The service in force that an institution offers under a subsystem and a code.
    ///
    /// - Parameters:
    ///   - institution: the institution that provides the service.
    ///   - subsystem: the subsystem that it is part of.
    ///   - code: its code within the subsystem.
    /// - Returns: the service; `nil` when there is none in force.
    public func service(of institution: InstitutionID, subsystem: String, code: String) -> Service?
    {
        services[ServiceKey(institution: institution, subsystem: subsystem, code: code)]
    }

    private static func nextChange(of register: Register, after instant: Instant) -> Instant {
        var next = Instant.latest
        func consider(_ candidate: Instant?) {
            guard let candidate, candidate > instant, candidate < next else { return }
            next = candidate
        }
        func scan<Row>(_ table: Table<Row>) {
            for key in table.keys {
                for version in table.history(of: key) {
                    consider(version.effective)
                    consider(version.value?.period.from)
                    consider(version.value?.period.until)
                }
            }
        }
        scan(register.rules)
        scan(register.agreements)
        scan(register.services)
        scan(register.institutions)
        scan(register.mandates)
        return next
    }

    private static func prepareAgreements(
        of register: Register,
        _ view: RegisterView
    ) -> [AgreementKey: [PreparedAgreement]] {
        var prepared: [AgreementKey: [PreparedAgreement]] = [:]
        for key in register.agreements.keys {
            let (state, version) = register.state(of: key, in: \.agreements, at: view.instant)
            guard let version, let agreement = version.value else { continue }
            let entry = PreparedAgreement(
                agreement: agreement,
                act: version.act,
                state: state,
                citation: view.citation(of: agreement.id)
            )
            prepared[
                AgreementKey(consumer: agreement.consumer, service: agreement.service),
                default: []
            ].append(entry)
        }
        return prepared.mapValues { list in list.sorted { $0.standing < $1.standing } }
    }
}

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
    let quotations: [String: Quotation]
    /// The subjects of the rules that permit anything at all.
    let permittedSubjects: [SubjectPath]

    init(
        _ standings: [RuleStanding],
        entities: Entities,
        view: RegisterView
    ) throws(Refusal) {
        var sets: [PolicySet] = []
        var permitted: [SubjectPath] = []
        var quotations: [String: Quotation] = [:]
        for standing in standings {
            let rule = standing.rule
            do {
                let set = try RuleText.policies(of: rule)
                if set.policies.contains(where: { $0.effect == .permit }) {
                    permitted.append(rule.subject)
                }
                sets.append(set)
            } catch {
                throw Refusal(
                    .invalidRule,
                    "rule `\(rule.id)`: \(error.description)",
                    help: error.hint
                )
            }
            quotations[rule.id.text] = Quotation(
                rule: Ruling.CitedRule(
                    id: rule.id,
                    hash: Digest(of: Array(rule.cedar.utf8)),
                    act: standing.act,
                    state: standing.state
                ),
                citation: view.citation(of: rule.id)
            )
        }
        do {
            policies = CompiledPolicies(try PolicySet.merging(sets), entities: entities)
        } catch {
            throw Refusal(.invalidRule, "the rules do not fit together: \(error.description)")
        }
        self.quotations = quotations
        permittedSubjects = permitted
    }

    /// The rules behind policy identifiers `rule#n`, each once.
    func quotations(of policies: [String]) -> [Quotation] {
        var found: [Quotation] = []
        var last: Substring?
        for policy in policies.sorted() {
            let rule = policy.prefix { $0 != "#" }
            guard rule != last, let quotation = quotations[String(rule)] else { continue }
            last = rule
            found.append(quotation)
        }
        return found
    }
}

/// An agreement with what a ruling needs of it.
struct PreparedAgreement: Sendable {
    let agreement: Agreement
    let cited: Ruling.CitedAgreement
    let citation: Citation?
    let value: Value

    init(
        agreement: Agreement,
        act: ActID?,
        state: Register.ItemState,
        citation: Citation?
    ) {
        self.agreement = agreement
        self.citation = citation
        cited = Ruling.CitedAgreement(id: agreement.id, act: act, state: state)
        value = .record(of: [
            ("id", Value(agreement.id.text)),
            ("purpose", Value(agreement.purpose ?? "")),
            ("legal_basis", Value(agreement.legalBasis ?? "")),
            ("data_categories", .set(of: agreement.dataCategories.map { Value($0) })),
        ])
    }

    /// The place of the agreement among several for one consumer and service: the one in force
    /// first, then what comes closest to it.
    var standing: Int {
        switch cited.state {
        case .inForce: 0
        case .notYetInForce: 1
        case .expired: 2
        case .ended: 3
        case .unknown: 4
        }
    }
}
