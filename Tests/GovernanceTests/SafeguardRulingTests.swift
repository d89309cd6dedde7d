import CanonicalJSON
import Cedar
import Governance
import TestSupport
import Testing

@Suite("Worked safeguards in rulings") struct SafeguardRulingTests {
    private static let onExchange = SafeguardExample.all.filter(\.isOnExchange)

    @Test(arguments: onExchange)
    func `permit and refuse calls, and name rule, policy, act, mandate and safeguard`(
        example: SafeguardExample
    ) throws {
        var world = try SafeguardWorld()
        let schema = try Schema(parsing: GovernanceSchema.text)
        let safeguards = try Dictionary(
            uniqueKeysWithValues: RuleText.rulePolicies(of: example.rule())
                .map { ($0.id, $0.safeguards) }
        )
        var asked = 0
        for item in example.cases {
            let call = try SafeguardCall(item.cedarRequest(schema))
            let harness = try world.harness(example, call.agreement())
            let book = try RuleBook(harness.register, at: call.at)
            let ruling = try book.rule(on: call.question())

            #expect(ruling.decision == (item.refusedBy.isEmpty ? .permit : .deny), "\(item.id)")
            guard let made = try book.cedarCase(of: call.question()) else {
                #expect(ruling.rules.isEmpty, "\(item.id)")
                continue
            }
            asked += 1
            // What the register supplies is what the page shows.
            let request = try SafeguardExample.Case.cedarRequest(made["request"] ?? [], schema)
            #expect(try request == item.cedarRequest(schema), "\(item.id)")
            let refused = item.refusedBy.map { "guard#\($0)" }
            #expect(ruling.code == (refused.isEmpty ? .permitted : .forbidden), "\(item.id)")
            let rule = try #require(ruling.rules.first)
            #expect(rule.id == (refused.isEmpty ? "open" : "guard"))
            #expect(rule.policies.map(\.id) == (refused.isEmpty ? ["open#0"] : refused))
            guard !refused.isEmpty else { continue }
            #expect(rule.act == "council-2025-1")
            #expect(rule.policies.map(\.safeguards) == refused.map { safeguards[$0] })
            #expect(
                ruling.citations.first?.line
                    == "rule guard → act council-2025-1 → body council → "
                    + "mandate council-decides-policy → article art-1"
            )
        }
        #expect(asked >= example.permits.count)
    }

    @Test(arguments: onExchange)
    func `give the same answer by the published rules`(example: SafeguardExample) throws {
        let item = try #require(example.permits.first)
        var world = try SafeguardWorld()
        let schema = try Schema(parsing: GovernanceSchema.text)
        let call = try SafeguardCall(item.cedarRequest(schema))
        let harness = try world.harness(example, call.agreement())
        let published = try PublishedRules(RegisterView(harness.register, at: call.at))
        let entities = try Entities(json: published.entities(), schema: schema)
        let set = try PolicySet(parsing: published.cedar)
        let compiled = CompiledPolicies(set, entities: entities)

        for item in example.cases {
            let request = try item.cedarRequest(schema)
            let answer = compiled.authorize(request)
            let names = answer.determining.map { set.policy($0)?.annotation("id") ?? "" }.sorted()
            let refused = item.refusedBy.map { "guard#\($0)" }
            #expect(names == (refused.isEmpty ? ["open#0"] : refused), "\(item.id)")
        }
    }
}

/// A call on the exchange as a request in Cedar tells it.
struct SafeguardCall {
    let request: Request
    let at: Instant

    init(_ request: Request) throws {
        self.request = request
        at = try request.context.moment("at")
    }

    private func record(_ name: CedarText) -> CedarRecord? {
        guard case .record(let record)? = request.context[name] else { return nil }
        return record
    }

    private var client: [String] { request.principal.id.split(separator: "/").map(String.init) }

    /// The agreement of the context.
    func agreement() throws -> Agreement {
        let own = try known(record("agreement"))
        let terms = try known(record("terms"))
        var retention: Span?
        if case .duration(let length)? = terms["retention"] {
            retention = Span(milliseconds: length.milliseconds)
        }
        var categories: [String] = []
        if case .set(let set)? = own["data_categories"] {
            for case .string(let text) in set.members { categories.append(text.string) }
        }
        let purpose = try own.text("purpose")
        let basis = try own.text("legal_basis")
        return Agreement(
            id: try known(AgreementID(own.text("id"))),
            provider: request.resource.id == "birth-records" ? "civil-registry" : "health",
            consumer: try known(InstitutionID(client[0])),
            service: try known(ServiceID(request.resource.id)),
            purpose: purpose.isEmpty ? nil : purpose,
            legalBasis: basis.isEmpty ? nil : basis,
            dataCategories: categories,
            retention: retention,
            from: try terms.moment("from"),
            until: try? terms.moment("until")
        )
    }

    /// The question that a gateway would ask.
    func question() throws -> ExchangeQuestion {
        let purpose = try request.context.text("purpose")
        return ExchangeQuestion(
            consumer: try known(InstitutionID(client[0])),
            subsystem: try known(Identifier<Institution.Subsystem>(client[1])),
            service: try known(ServiceID(request.resource.id)),
            method: try request.context.text("method"),
            purpose: purpose.isEmpty ? nil : purpose,
            at: at,
            declared: try declared()
        )
    }

    private func declared() throws -> DeclaredFacts {
        var overdue: Int64?
        if case .long(let count)? = request.context["overdue_reviews"] { overdue = count }
        var person: DeclaredFacts.Person?
        if case .bool(let isMinor)? = record("person")?["is_minor"] {
            person = DeclaredFacts.Person(isMinor: isMinor)
        }
        return DeclaredFacts(
            consent: try record("consent").map { consent in
                DeclaredFacts.Consent(
                    reference: try consent.text("reference"),
                    givenBy: try known(.init(rawValue: consent.text("given_by"))),
                    purpose: try consent.text("purpose"),
                    given: try consent.moment("given"),
                    until: try consent.moment("until")
                )
            },
            person: person,
            emergency: try record("emergency").map { emergency in
                guard case .entity(let official)? = emergency["declared_by"] else {
                    throw Unreadable()
                }
                return DeclaredFacts.Emergency(
                    reference: try emergency.text("reference"),
                    declaredBy: try known(OfficialID(official.id)),
                    declared: try emergency.moment("declared"),
                    reviewDue: try emergency.moment("review_due")
                )
            },
            overdueReviews: overdue
        )
    }
}

extension CedarRecord {
    fileprivate func text(_ name: CedarText) throws -> String {
        guard case .string(let text)? = self[name] else { throw Unreadable() }
        return text.string
    }

    fileprivate func moment(_ name: CedarText) throws -> Instant {
        guard case .datetime(let moment)? = self[name] else { throw Unreadable() }
        return Instant(milliseconds: moment.milliseconds)
    }
}
