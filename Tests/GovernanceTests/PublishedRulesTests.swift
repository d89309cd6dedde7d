import CanonicalJSON
import Cedar
import Governance
import TestSupport
import Testing

@Suite("Published rules") struct PublishedRulesTests {
    private static let text = """
        // Kept for readers of the rule.
        @id("reading") @doc("a \\"quoted\\"\\nword") @safeguard("care")
        permit(principal, action, resource)
        when { context.purpose like "a\\*b*" && !(context.method == "PUT") }
        unless { context.purpose == "@id(\\"x\\")\\naction," };
        forbid(principal, action == Action::"pay", resource) when { context.amount > 10 };
        """

    private func harness(_ rules: [Rule] = []) throws -> RegisterHarness {
        var content = CharterContent.council()
        content.items += [
            .safeguard(Safeguard(id: "care", name: "Care")),
            .safeguard(Safeguard(id: "order", name: "Order")),
        ]
        content.items += rules.map(Item.rule)
        return try RegisterHarness(founding: content, at: "2026-01-01")
    }

    private func rule(_ id: RuleID, _ safeguards: [SafeguardID] = ["care", "order"]) -> Rule {
        Rule(id: id, name: "R", subject: "policy", safeguards: safeguards, cedar: Self.text)
    }

    @Test func `carry rule, policy, act and safeguards, and mean what the rule says`() throws {
        var harness = try harness([rule("b"), rule("a", ["care"])])
        _ = try adopt(.motion(effects: [.add(.rule(rule("c")))]), in: &harness)
        let published = try PublishedRules(RegisterView(harness.register, at: harness.clock))

        let set = try PolicySet(parsing: published.cedar)

        #expect(
            published.policies.map(\.id)
                == ["a#reading", "a#1", "b#reading", "b#1", "c#reading", "c#1"]
        )
        let act: ActID = "council-2026-1"
        #expect(published.policies.map(\.act) == [nil, nil, nil, nil, act, act])
        #expect(set.policies.map { $0.annotation("id") } == published.policies.map(\.id))
        let acts = set.policies.map { $0.annotation("act") }
        #expect(acts == Array(repeating: "charter", count: 4) + [act.text, act.text])
        #expect(
            set.policies.map { $0.annotation("safeguard") }
                == ["care", "care", "care", "care, order", "care", "care, order"]
        )
        #expect(set.policies[0].annotation("doc") == "a \"quoted\"\nword")
        #expect(published.cedar.hasPrefix("// The rules in force in `test` at "))
        let findings = try Schema(parsing: GovernanceSchema.text).validate(set)
        #expect(findings.filter { !$0.isWarning }.isEmpty)
        let own = try RuleText.policies(of: rule("c")).policies
        let call = PolicyBody.ActionConstraint.within([EntityUID(type: "Action", id: "call")])
        #expect(set.policies[4].body.action == call)
        #expect(set.policies[5].body.action == own[1].body.action)
        for (mine, theirs) in zip(own, set.policies.suffix(2)) {
            #expect(mine.effect == theirs.effect)
            #expect(mine.body.conditions.count == theirs.body.conditions.count)
            for (left, right) in zip(mine.body.conditions, theirs.body.conditions) {
                #expect(
                    CedarPrinter.text(mine.body.expression, left.root)
                        == CedarPrinter.text(theirs.body.expression, right.root)
                )
                #expect(left.isWhen == right.isWhen)
            }
        }
    }

    @Test func `are those in force, and have a form in JSON under their identifiers`() throws {
        let over = Rule(
            id: "over",
            name: "R",
            subject: "policy",
            cedar: Self.text,
            until: "2026-02-01"
        )
        let harness = try harness([rule("r"), over])
        let late = RegisterView(harness.register, at: "2026-03-01")

        let published = try PublishedRules(late)
        let json = try PolicySet(json: published.json())

        #expect(published.policies.map(\.id) == ["r#reading", "r#1"])
        #expect(Set(json.policies.map(\.id)) == ["r#reading", "r#1"])
        #expect(json.policy("r#1")?.annotation("act") == "charter")
        let none = try PublishedRules(RegisterView(Register(), at: "2026-03-01"))
        #expect(none.policies.isEmpty)
        #expect(try PolicySet(parsing: none.cedar).policies.isEmpty)
    }

    @Test func `stand beside entities that fit the schema`() throws {
        let harness = try harness()
        let schema = try Schema(parsing: GovernanceSchema.text)
        let view = RegisterView(harness.register, at: "2026-03-01")

        let entities = try Entities(json: PublishedRules(view).entities(), schema: schema)

        let official = EntityUID(type: "Official", id: "o1")
        #expect(entities.isWithin(official, EntityUID(type: "Institution", id: "i1")))
        #expect(entities.isWithin(official, EntityUID(type: "Body", id: "council")))
        #expect(!entities.isWithin(official, EntityUID(type: "Institution", id: "i2")))
    }

    @Test func `are refused as a whole where one of the charter misuses an annotation`() throws {
        let forged = Rule(
            id: "r",
            name: "R",
            subject: "policy",
            cedar: #"@act("x") permit(principal, action, resource);"#
        )
        let register = Register(drafting: .council(more: [.rule(forged)]))

        let published = #expect(throws: Refusal.self) {
            try PublishedRules(RegisterView(register, at: "2026-03-01"))
        }
        let book = #expect(throws: Refusal.self) { try RuleBook(register, at: "2026-03-01") }

        #expect(published?.code == .invalidRule)
        #expect(book?.code == .invalidRule)
    }
}
