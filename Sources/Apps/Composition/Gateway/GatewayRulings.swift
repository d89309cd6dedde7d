internal import CanonicalJSON
internal import DataExchange
internal import ExchangeGateway
internal import Governance
internal import Logging

/// Rules on calls by the register that the gateway follows.
struct GatewayRulings: Sendable {
    let published: PublishedRegister
    let peers: [String: NetworkAddress]
    let clock: Clock
    let logger: Logger

    func decide(_ call: ExchangeCall) -> ExchangeDecision {
        let instant = Instant(milliseconds: call.at)
        let register = published.register
        guard let head = register.head else {
            return deny("no_register", "this gateway has not read the register yet")
        }
        guard let book = book(at: instant) else {
            return deny("rules_unusable", "the rules in force cannot be read")
        }
        guard let consumer = institution(call.client.member, head, book),
            let subsystem = call.client.subsystemCode.flatMap({
                Identifier<Institution.Subsystem>($0)
            })
        else {
            return deny("unknown_client", "`\(call.client)` is not a client in the register")
        }
        guard let service = service(call.service, head, book) else {
            return deny("unknown_service", "`\(call.service)` is not a service in the register")
        }
        let ruling = book.rule(
            on: ExchangeQuestion(
                consumer: consumer.id,
                subsystem: subsystem,
                service: service.id,
                method: call.method,
                purpose: call.purpose,
                at: instant,
                declared: call.declaration.map(Self.facts) ?? .none
            )
        )
        return decision(ruling)
    }

    /// What was declared, as far as the register can know of it.
    ///
    /// A name that no official can have is no emergency, and a rule that needs one refuses.
    static func facts(_ declaration: CallDeclaration) -> DeclaredFacts {
        DeclaredFacts(
            consent: declaration.consent.flatMap { consent in
                DeclaredFacts.Consent.Giver(rawValue: consent.givenBy).map { giver in
                    DeclaredFacts.Consent(
                        reference: consent.reference,
                        givenBy: giver,
                        purpose: consent.purpose,
                        given: Instant(milliseconds: consent.given),
                        until: Instant(milliseconds: consent.until)
                    )
                }
            },
            person: declaration.isMinor.map { DeclaredFacts.Person(isMinor: $0) },
            emergency: declaration.emergency.flatMap { emergency in
                OfficialID(emergency.declaredBy).map { official in
                    DeclaredFacts.Emergency(
                        reference: emergency.reference,
                        declaredBy: official,
                        declared: Instant(milliseconds: emergency.declared),
                        reviewDue: Instant(milliseconds: emergency.reviewDue)
                    )
                }
            }
        )
    }

    func entry(for member: MemberIdentifier) -> DirectoryEntry? {
        guard let head = published.register.head, let book = book(at: clock()),
            let institution = institution(member, head, book),
            let identity = try? InstitutionIdentity(
                register: head.id.text,
                institution: institution.id.text
            )
        else { return nil }
        return DirectoryEntry(institution: identity, gateway: peers[institution.id.text])
    }

    private func book(at instant: Instant) -> RuleBook? {
        do {
            return try published.ruleBook(at: instant)
        } catch {
            logger.error("the rules cannot be compiled", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func institution(
        _ member: MemberIdentifier,
        _ head: CharterHead,
        _ book: RuleBook
    ) -> Institution? {
        // The book was compiled for an earlier moment at which the same institutions are in force.
        guard member.instance == head.instance,
            let institution = book.view.inForce(member.memberCode, in: \.institutions),
            institution.memberClass == member.memberClass
        else { return nil }
        return institution
    }

    private func service(
        _ identifier: ServiceIdentifier,
        _ head: CharterHead,
        _ book: RuleBook
    ) -> Service? {
        guard let provider = institution(identifier.member, head, book) else { return nil }
        return book.service(
            of: provider.id,
            subsystem: identifier.subsystemCode,
            code: identifier.serviceCode
        )
    }

    private func decision(_ ruling: Ruling) -> ExchangeDecision {
        let citations = (try? JSONTreeEncoder().encode(ruling)) ?? .object([:])
        let position = Int64(ruling.register.position)
        switch ruling.decision {
        case .permit:
            let act = ruling.rules.first?.act ?? ruling.agreement?.act
            return .permit(
                ExchangeReceipt(
                    rule: ruling.rules.first?.id.text ?? "",
                    act: act?.text ?? "charter",
                    authority: Self.authority(of: ruling),
                    position: position,
                    citations: citations
                )
            )
        case .deny:
            return .deny(
                ExchangeDenial(
                    code: ruling.code.rawValue,
                    sentence: ruling.sentence,
                    grantingBody: ruling.grantingBody?.text,
                    position: position,
                    citations: citations
                )
            )
        }
    }

    /// The first of each kind of link behind the rule: body, mandate, and article or charter.
    private static func authority(of ruling: Ruling) -> [ExchangeReceipt.Link] {
        let chain = ruling.citations.first?.chain ?? []
        return [Citation.Link.Kind.body, .mandate, .article, .charter].compactMap { kind in
            chain.first { $0.kind == kind }.map {
                ExchangeReceipt.Link(kind: kind.rawValue, id: $0.id)
            }
        }
    }

    private func deny(_ code: String, _ sentence: String) -> ExchangeDecision {
        .deny(
            ExchangeDenial(
                code: code,
                sentence: sentence,
                grantingBody: nil,
                citations: .object([:])
            )
        )
    }
}
