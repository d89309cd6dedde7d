import Governance
import TestSupport
import Testing

@Suite struct ExchangeRulings {
    static let readRule = """
        permit (
            principal in Institution::"i1", action == Action::"read",
            resource == Service::"births"
        ) when { context.purpose == "benefits" };
        """

    private func world(
        agreement: Bool = true,
        until: Instant? = "2027-01-01",
        rule: String? = readRule,
        ruleUntil: Instant? = nil,
        extra: [Rule] = []
    ) -> CharterContent {
        var content = CharterContent.council()
        content.items.removeAll { $0.reference == ItemReference(kind: .institution, key: "i1") }
        content.items += [
            .institution(
                Institution(
                    id: "i1",
                    name: "Ministry",
                    memberClass: "GOV",
                    subsystems: ["benefits"]
                )
            ),
            .institution(
                Institution(
                    id: "registry",
                    name: "Registry",
                    memberClass: "GOV",
                    subsystems: ["records"]
                )
            ),
            .service(
                Service(
                    id: "births",
                    institution: "registry",
                    subsystem: "records",
                    code: "births",
                    name: "Births",
                    subject: "policy/births",
                    dataCategories: ["name"]
                )
            ),
        ]
        if agreement {
            content.items.append(
                .agreement(
                    Agreement(
                        id: "a1",
                        provider: "registry",
                        consumer: "i1",
                        service: "births",
                        purpose: "benefits",
                        legalBasis: "Law 1",
                        dataCategories: ["name"],
                        from: "2026-01-01",
                        until: until
                    )
                )
            )
        }
        let rules =
            rule.map {
                [Rule(id: "r1", name: "Read", subject: "policy", cedar: $0, until: ruleUntil)]
            } ?? []
        content.items += (rules + extra).map(Item.rule)
        return content
    }

    private func ruling(
        _ content: CharterContent,
        at instant: Instant = "2026-06-01",
        method: String = "GET",
        subsystem: Identifier<Institution.Subsystem> = "benefits",
        service: ServiceID = "births",
        purpose: String? = nil
    ) throws -> Ruling {
        let harness = try RegisterHarness(founding: content, at: "2025-12-01")
        let book = try RuleBook(harness.register, at: instant)
        return book.rule(
            on: ExchangeQuestion(
                consumer: "i1",
                subsystem: subsystem,
                service: service,
                method: method,
                purpose: purpose,
                at: instant
            )
        )
    }

    @Test func `permits under an agreement and a rule, and cites both`() throws {
        let answer = try ruling(world())

        #expect(answer.decision == .permit)
        #expect(answer.rules.map(\.id) == ["r1"])
        #expect(answer.rules.first?.hash == Digest(of: Array(Self.readRule.utf8)))
        #expect(answer.agreement?.id == "a1")
        #expect(answer.citations.map { $0.chain.first?.kind } == [.rule, .agreement])
        #expect(answer.grantingBody == nil)
        #expect(answer.register.position == 1)
    }

    @Test func `names the code and the body that could grant what is missing`() throws {
        func code(_ answer: Ruling) -> Ruling.Code {
            #expect(answer.decision == .deny)
            return answer.code
        }
        let none = try ruling(world(agreement: false, rule: nil))

        #expect(code(none) == .noAgreement)
        #expect(none.grantingBody == "council")
        #expect(none.sentence.contains("no agreement and no rule"))
        #expect(code(try ruling(world(), at: "2025-12-31")) == .agreementNotYetInForce)
        #expect(code(try ruling(world(), at: "2027-01-01")) == .agreementExpired)
        #expect(code(try ruling(world(), purpose: "curiosity")) == .purposeNotCovered)
        #expect(code(try ruling(world(), method: "POST")) == .noRule)
        #expect(code(try ruling(world(rule: nil))) == .noRule)
        #expect(code(try ruling(world(ruleUntil: "2026-05-01"))) == .ruleExpired)
        #expect(code(try ruling(world(), subsystem: "payroll")) == .unknownClient)
        #expect(code(try ruling(world(), service: "deaths")) == .unknownService)
    }

    @Test func `lets a rule that forbids win, and one that fails to evaluate too`() throws {
        let forbid = Rule(
            id: "no-writes",
            name: "No",
            subject: "policy",
            cedar: #"forbid(principal, action, resource in Subject::"policy/births");"#
        )
        let failing = Rule(
            id: "overflow",
            name: "Overflow",
            subject: "policy",
            cedar: """
                forbid(principal, action, resource)
                when { 9223372036854775807 + (if context.method == "GET" then 1 else 0) == 0 };
                """
        )

        let forbidden = try ruling(world(extra: [forbid]))
        #expect(forbidden.code == .forbidden)
        #expect(forbidden.rules.map(\.id) == ["no-writes"])
        let failed = try ruling(world(extra: [failing]))
        #expect(failed.code == .ruleFailed)
        #expect(failed.rules.map(\.id) == ["overflow"])
        #expect(failed.rules.first?.policies.map(\.id) == ["overflow#0"])
    }

    @Test func `cites each rule once, with the policies that decided`() throws {
        let extra = Rule(
            id: "a2",
            name: "Two",
            subject: "policy",
            safeguards: ["care", "order"],
            cedar: """
                @id("z") permit(principal, action, resource);
                @id("never") permit(principal, action, resource) when { context.purpose == "" };
                @id("b") @safeguard("order") permit(principal, action, resource);
                """
        )
        var content = world(extra: [extra])
        content.items += [
            .safeguard(Safeguard(id: "care", name: "Care")),
            .safeguard(Safeguard(id: "order", name: "Order")),
        ]

        let answer = try ruling(content)

        #expect(answer.rules.map(\.id) == ["a2", "r1"])
        #expect(answer.rules.map { $0.policies.map(\.id) } == [["a2#b", "a2#z"], ["r1#0"]])
        #expect(answer.rules[0].policies.map(\.safeguards) == [["order"], ["care", "order"]])
        #expect(answer.citations.map { $0.chain.first?.id } == ["a2", "r1", "a1"])
        let late = try ruling(world(rule: nil, extra: [extra]), at: "2025-12-31")
        #expect(late.rules.isEmpty)
    }

    @Test func `tells a rule what the agreement's dates are`() throws {
        let short = Rule(
            id: "short",
            name: "Short",
            subject: "policy",
            cedar: """
                forbid(principal, action, resource)
                unless {
                    context has terms.until &&
                    context.terms.from == datetime("2026-01-01") &&
                    context.terms.until == datetime("2027-01-01") &&
                    !(context.terms has retention)
                };
                """
        )

        #expect(try ruling(world(extra: [short])).code == .permitted)
        #expect(try ruling(world(until: nil, extra: [short])).code == .forbidden)
        #expect(try ruling(world(until: "2027-01-02", extra: [short])).code == .forbidden)
    }

    @Test func `tells until when its rules stand`() throws {
        let harness = try RegisterHarness(
            founding: world(ruleUntil: "2026-09-01"),
            at: "2025-12-01"
        )
        let book = try RuleBook(harness.register, at: "2026-06-01")

        #expect(book.validUntil == "2026-09-01")
        #expect(book.isValid(at: "2026-06-01"))
        #expect(!book.isValid(at: "2026-05-31"))
        #expect(!book.isValid(at: "2026-09-01"))
    }

    @Test func `cites an act back to the article of the charter`() throws {
        var harness = try RegisterHarness(
            founding: world(agreement: false, rule: nil),
            at: "2026-01-01"
        )
        let rule = Rule(id: "r1", name: "Read", subject: "policy/births", cedar: Self.readRule)
        let agreement = Agreement(
            id: "a1",
            provider: "registry",
            consumer: "i1",
            service: "births",
            purpose: "benefits",
            legalBasis: "Law 1",
            dataCategories: ["name"],
            until: "2027-01-01"
        )
        _ = try adopt(
            .motion(effects: [.add(.agreement(agreement)), .add(.rule(rule))]),
            in: &harness
        )
        let book = try RuleBook(harness.register, at: harness.clock)
        let answer = book.rule(
            on: ExchangeQuestion(
                consumer: "i1",
                subsystem: "benefits",
                service: "births",
                method: "GET",
                at: harness.clock
            )
        )

        #expect(answer.decision == .permit)
        #expect(
            answer.citations.map(\.line) == [
                "rule r1 → act council-2026-1 → body council → mandate council-decides-policy → "
                    + "article art-1",
                "agreement a1 → act council-2026-1 → body council → "
                    + "mandate council-decides-policy → article art-1",
            ]
        )
    }
}
