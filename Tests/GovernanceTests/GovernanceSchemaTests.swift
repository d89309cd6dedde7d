import CanonicalJSON
import Cedar
import Foundation
import Governance
import TestSupport
import Testing

@Suite("The governance schema") struct GovernanceSchemaTests {
    private let first: Schema
    private let second: Schema

    init() throws {
        first = try Schema(parsing: GovernanceSchema.versionOne)
        second = try Schema(parsing: GovernanceSchema.text)
    }

    @Test func `extends version 1: all that was there is there unchanged`() throws {
        #expect(GovernanceSchema.version == 2)
        for (name, old) in first.entityTypes {
            let new = try #require(second.entityTypes[name], "\(name)")
            expect(new.attributes, extends: old.attributes, of: "\(name)")
            #expect(old.parentTypes.isSubset(of: new.parentTypes), "\(name)")
            #expect(old.tags == new.tags && old.identifiers == new.identifiers, "\(name)")
        }
        for (uid, old) in first.actions {
            let new = try #require(second.actions[uid], "\(uid)")
            #expect(new.principalTypes == old.principalTypes, "\(uid)")
            #expect(new.resourceTypes == old.resourceTypes, "\(uid)")
            #expect(new.ancestors == old.ancestors, "\(uid)")
            expect(new.context, extends: old.context, of: "\(uid)")
        }
    }

    /// What was there is unchanged, and what is new may be absent.
    private func expect(_ new: RecordType, extends old: RecordType, of owner: String) {
        for attribute in old.attributes {
            #expect(new.attributes.contains(attribute), "\(owner).\(attribute.name)")
        }
        for attribute in new.attributes where !old.attributes.contains(attribute) {
            #expect(!attribute.isRequired, "\(owner).\(attribute.name)")
        }
    }

    @Test func `puts no new action below a group of version 1`() {
        let call = EntityUID(type: "Action", id: "call")

        let calls = second.actions.values.filter { $0.ancestors.contains(call) }.map(\.uid.id)

        #expect(calls.sorted() == ["read", "write"])
    }

    @Test func `stands on the page for people who write rules`() throws {
        let page = try text("docs/rules.md")
        let blocks = page.components(separatedBy: "```cedarschema\n").dropFirst()
            .map { $0.components(separatedBy: "\n```")[0] }

        #expect(blocks == [GovernanceSchema.text])
    }

    /// Every rule text that was written for version 1.
    static let oldTexts: [String] = [
        (try? text("Examples/costa-verde/rules/civil-registry-writes.cedar")) ?? "",
        carried(by: "birth-record-agreement"), carried(by: "vaccination-calls"),
        ExchangeRulings.readRule,
        #"forbid(principal, action, resource in Subject::"policy/births");"#,
        """
        forbid(principal, action, resource)
        when { 9223372036854775807 + (if context.method == "GET" then 1 else 0) == 0 };
        """,
        "permit(principal, action, resource);",
        "permit(principal, action, resource) when { false };",
        "forbid(principal, action, resource) unless { principal.institution == resource.provider };",
        #"permit(principal, action, resource) when { context.at < datetime("2026-06-02") };"#,
        #"permit(principal is Subsystem, action in Action::"call", resource is Service);"#,
        """
        permit(principal, action, resource) when { context.agreement == {
            id: "agreement-1", purpose: "social-benefits-eligibility",
            legal_basis: "Law 8/2024, art. 14", data_categories: ["name", "date-of-birth"]
        } };
        """,
    ]

    private static func carried(by proposal: String) -> String {
        guard let text = try? text("Examples/costa-verde/proposals/\(proposal).json"),
            let json = try? JSON(parsing: Array(text.utf8))
        else { return "" }
        let effects = json["effects"]?.arrayValue ?? []
        return effects.compactMap { $0["add"]?["rule"]?["cedar"]?.stringValue }.joined()
    }

    @Test(arguments: oldTexts)
    func `takes every text of version 1, which rules as before`(text: String) throws {
        try #require(!text.isEmpty)
        let rule = Rule(
            id: "r",
            name: "R",
            subject: "policy",
            safeguards: [
                "integrity-of-records", "lawfulness", "purpose-limitation", "data-minimisation",
            ],
            cedar: text
        )
        #expect(RuleText.problems(of: rule).map(\.sentence) == [])
        let old = try PolicySet(parsing: text)
        #expect(first.validate(old).filter { !$0.isWarning }.isEmpty)

        let json = try SafeguardExample.json("entities.json")
        let entities = try Entities(json: json, schema: second)
        let policies = CompiledPolicies(old, entities: entities)
        for item in SafeguardExample.all.filter(\.isOnExchange).flatMap(\.cases) {
            let now = try item.cedarRequest(second)
            var before = now
            before.context = CedarRecord(
                now.context.fields.filter {
                    ["at", "method", "purpose", "agreement"].contains($0.key.string)
                }
            )
            try first.validate(request: before)
            try second.validate(request: before)
            #expect(policies.authorize(now) == policies.authorize(before), "\(item.id)")
        }
    }

    @Test(arguments: [
        // A member that version 1 did not have was never there: the rest was not looked at.
        "forbid(principal, action, resource) unless { context has consent && context.consent.x };",
        """
        permit(principal, action, resource) when { context == {
            at: context.at, method: "GET", purpose: "", agreement: context.agreement
        } };
        """,
    ])
    func `takes two kinds of text no more, which said nothing of use`(text: String) throws {
        let rule = Rule(id: "r", name: "R", subject: "policy", cedar: text)

        #expect(!RuleText.problems(of: rule).isEmpty)
        #expect(first.validate(try PolicySet(parsing: text)).filter { !$0.isWarning }.isEmpty)
    }

    @Test func `reads an open action as a call, never as a vote or a payment`() throws {
        func problems(_ text: String) -> [String] {
            let rule = Rule(id: "r", name: "R", subject: "policy", cedar: text)
            return RuleText.problems(of: rule).map(\.sentence)
        }
        var content = CharterContent.council()
        content.items.append(
            .rule(
                Rule(
                    id: "r",
                    name: "R",
                    subject: "policy",
                    cedar: "permit(principal, action, resource);"
                )
            )
        )
        let harness = try RegisterHarness(founding: content, at: "2026-01-01")
        let view = RegisterView(harness.register, at: "2026-01-01")
        let published = try PublishedRules(view)
        let set = try PolicySet(parsing: published.cedar)
        let entities = Entities()

        #expect(problems("permit(principal, action, resource) when { context.amount > 0 };") != [])
        #expect(
            problems(
                #"""
                permit(principal, action == Action::"pay", resource) when { context.amount > 0 };
                """#
            ) == []
        )
        #expect(
            set.policies.map(\.body.action) == [.within([EntityUID(type: "Action", id: "call")])]
        )
        for example in SafeguardExample.all where !example.isOnExchange {
            for item in example.cases {
                let answer = try CompiledPolicies(set, entities: entities)
                    .authorize(item.cedarRequest(second))
                #expect(answer.decision == .deny, "\(item.id)")
            }
        }
    }

    @Test(arguments: [
        (#"permit(principal, action == Action::"vote", resource is Service);"#, "Service"),
        (#"permit(principal is Subsystem, action == Action::"pay", resource);"#, "Subsystem"),
        (
            "permit(principal, action, resource) when { context.consent.given_by == \"x\" };",
            "consent"
        ),
        (
            "permit(principal, action, resource) when { principal.institution.country == \"\" };",
            "country"
        ),
        (#"permit(principal, action == Action::"delete", resource);"#, "delete"),
    ])
    func `refuses what does not fit, and facts that may be absent unless they are asked for`(
        text: String,
        about: String
    ) {
        let rule = Rule(id: "r", name: "R", subject: "policy", cedar: text)

        let problems = RuleText.problems(of: rule)

        #expect(!problems.isEmpty, "\(about)")
    }
}

/// A text of the repository.
func text(_ path: String) throws -> String {
    let url = repository.appendingPathComponent(path)
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
}
