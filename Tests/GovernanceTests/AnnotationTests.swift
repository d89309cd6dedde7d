import Cedar
import Governance
import TestSupport
import Testing

@Suite("Annotations of rules") struct AnnotationTests {
    private func rule(_ text: String, _ safeguards: [SafeguardID] = ["care", "purpose"]) -> Rule {
        Rule(id: "r", name: "R", subject: "policy", safeguards: safeguards, cedar: text)
    }

    @Test func `name policies, by position where they do not`() throws {
        let text = """
            @id("first") @doc("what it is for") permit(principal, action, resource);
            forbid(principal, action, resource) when { context.purpose == "" };
            @safeguard("care") forbid(principal, action, resource) when { false };
            @safeguard("purpose, care") @unknown permit(principal, action, resource);
            """

        let policies = try RuleText.rulePolicies(of: rule(text))

        #expect(RuleText.problems(of: rule(text)).isEmpty)
        #expect(policies.map(\.id) == ["r#first", "r#1", "r#2", "r#3"])
        #expect(policies.map(\.name) == ["first", "1", "2", "3"])
        #expect(
            policies.map(\.safeguards)
                == [["care", "purpose"], ["care", "purpose"], ["care"], ["purpose", "care"]]
        )
        #expect(policies.map(\.namesSafeguards) == [false, false, true, true])
    }

    @Test(arguments: [
        (#"@act("council-1") permit(principal, action, resource);"#, "`@act` cannot be written"),
        ("@act permit(principal, action, resource);", "`@act` cannot be written"),
        (#"@id("Not this") permit(principal, action, resource);"#, "`Not this` in `@id`"),
        (#"@id("") permit(principal, action, resource);"#, "`` in `@id`"),
        ("@id permit(principal, action, resource);", "`` in `@id`"),
        (#"@id("a#b") permit(principal, action, resource);"#, "`a#b` in `@id`"),
        (#"@id("é") permit(principal, action, resource);"#, "`é` in `@id`"),
        (#"@safeguard("carre") permit(principal, action, resource);"#, "`carre`, which is no"),
        (#"@safeguard("") permit(principal, action, resource);"#, "not a list of safeguards"),
        ("@safeguard permit(principal, action, resource);", "not a list of safeguards"),
        (#"@safeguard("care,") permit(principal, action, resource);"#, "not a list"),
        (#"@safeguard("care,care") permit(principal, action, resource);"#, "not a list"),
        (#"@safeguard("care;purpose") permit(principal, action, resource);"#, "not a list"),
        (#"@safeguard("care\n") permit(principal, action, resource);"#, "not a list"),
    ])
    func `are refused where they are misused, with the place`(text: String, why: String) throws {
        let problems = RuleText.problems(of: rule("// a comment\n" + text))

        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect(problem.sentence.contains(why), "\(problem.sentence)")
        #expect(problem.line == 2)
        #expect(problem.help != nil)
        #expect(throws: CedarError.self) { try RuleText.policies(of: rule(text)) }
    }

    @Test(arguments: [
        #"@id("a") permit(principal, action, resource); @id("a") forbid(principal, action, resource);"#,
        #"@id("1") permit(principal, action, resource); permit(principal, action, resource);"#,
    ])
    func `refuse two policies of one name`(text: String) throws {
        let problem = try #require(RuleText.problems(of: rule(text)).first)

        #expect(problem.sentence.contains("two policies of the rule are named"))
        #expect(throws: CedarError.self) { try RuleText.policies(of: rule(text)) }
    }

    @Test func `tell of all policies at once`() {
        let text = """
            @act("x") permit(principal, action, resource);
            permit(principal, action, resource) when { context.nothing };
            @id("B") permit(principal, action, resource);
            """

        #expect(RuleText.problems(of: rule(text)).map(\.line) == [1, 2, 3])
    }

    @Test func `show a safeguard that no policy implements`() {
        let some = #"@safeguard("care") permit(principal, action, resource);"#
        let rest = "permit(principal, action, resource);"

        #expect(
            RuleText.remarks(on: rule(some)).map(\.sentence)
                == ["no policy of the rule implements its safeguard `purpose`"]
        )
        #expect(RuleText.remarks(on: rule(some, ["care"])).isEmpty)
        #expect(RuleText.remarks(on: rule(some + rest)).isEmpty)
        #expect(RuleText.remarks(on: rule(rest)).isEmpty)
    }

    @Test func `written by hand for the act keep a rule out of the register`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let forged = Rule(
            id: "r",
            name: "R",
            subject: "policy",
            cedar: #"@act("council-2026-9") permit(principal, action, resource);"#
        )

        let refusal = try harness.refusal {
            _ = try adopt(.motion(effects: [.add(.rule(forged))]), in: &$0)
        }

        #expect(refusal == .invalidRule)
    }
}
