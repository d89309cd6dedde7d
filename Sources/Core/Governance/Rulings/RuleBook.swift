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
        scan(register.offices)
        scan(register.officials)
        scan(register.bodies)
        for key in register.bodies.keys {
            for version in register.bodies.history(of: key) {
                for seat in version.value?.seats ?? [] {
                    consider(seat.from)
                    consider(seat.until)
                }
            }
        }
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
                version: version,
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
