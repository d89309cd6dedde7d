import Testing

@testable import Cedar

@Suite struct `Policy sets` {
    private let text = """
        permit(principal in ?principal, action, resource is Doc in ?resource);
        forbid(principal == ?principal, action, resource) when { context.x == 1 };
        permit(principal, action, resource == Doc::"open");
        """

    @Test func `link templates with exactly their slots`() throws {
        var set = try PolicySet(parsing: text)
        #expect(set.templates.map(\.id) == ["policy0", "policy1"])
        #expect(set.policies.map(\.id) == ["policy2"])
        try set.link(
            template: "policy0",
            id: "l",
            principal: uid("Team", "t"),
            resource: uid("Folder", "f")
        )
        let linked = try #require(set.policy("l"))
        #expect(linked.templateID == "policy0")
        #expect(linked.principalSlot == uid("Team", "t"))
        #expect(set.template("policy0")?.isTemplate == true)

        func refusal(_ change: (inout PolicySet) throws -> Void) -> CedarError.Code? {
            var copy = set
            do { try change(&copy) } catch { return (error as? CedarError)?.code }
            return nil
        }
        #expect(
            refusal { try $0.link(template: "policy0", id: "m", principal: uid("T", "t")) } == .slot
        )
        #expect(
            refusal {
                try $0.link(
                    template: "policy1",
                    id: "m",
                    principal: uid("T", "t"),
                    resource: uid("T", "t")
                )
            } == .slot
        )
        #expect(
            refusal { try $0.link(template: "policy1", id: "l", principal: uid("T", "t")) }
                == .duplicate
        )
        #expect(
            refusal { try $0.link(template: "policy1", id: "policy0", principal: uid("T", "t")) }
                == .duplicate
        )
        #expect(refusal { try $0.link(template: "policy2", id: "m") } == .unknownName)
        #expect(refusal { try $0.unlink("policy2") } == .unknownName)
        #expect(refusal { try $0.unlink("l") } == nil)
    }

    @Test func `decide through links and not through templates`() throws {
        var set = try PolicySet(parsing: text)
        let entities = try Entities([
            Entity(uid("User", "a"), parents: [uid("Team", "t")]),
            Entity(uid("Doc", "d"), parents: [uid("Folder", "f")]),
        ])
        let request = Request(
            principal: uid("User", "a"),
            action: uid("Action", "read"),
            resource: uid("Doc", "d"),
            context: CedarRecord([("x", .long(1))])
        )
        #expect(CompiledPolicies(set, entities: entities).authorize(request).decision == .deny)
        try set.link(
            template: "policy0",
            id: "p",
            principal: uid("Team", "t"),
            resource: uid("Folder", "f")
        )
        #expect(CompiledPolicies(set, entities: entities).authorize(request).determining == ["p"])
        try set.link(template: "policy1", id: "f", principal: uid("User", "a"))
        let denied = CompiledPolicies(set, entities: entities).authorize(request)
        #expect(denied.decision == .deny && denied.determining == ["f"])
        try set.unlink("f")
        #expect(CompiledPolicies(set, entities: entities).authorize(request).decision == .allow)
    }

    @Test func `merge and refuse an identifier that occurs twice`() throws {
        var first = PolicySet()
        let body = try #require(
            PolicySet(parsing: "permit(principal,action,resource);").policies.first
        )
        try first.add(body, id: "a")
        var second = PolicySet()
        try second.add(body, id: "b")
        #expect(try PolicySet.merging([first, second]).policies.map(\.id) == ["a", "b"])
        #expect(throws: CedarError.self) { try PolicySet.merging([first, first]) }
    }

    @Test func `keep identifiers apart that only look alike`() throws {
        var set = PolicySet()
        let body = try #require(
            PolicySet(parsing: "permit(principal,action,resource);").policies.first
        )
        try set.add(body, id: "é")
        try set.add(body, id: "e\u{301}")
        #expect(set.policies.count == 2)
    }

    @Test func `print and read again the same`() throws {
        let source = #"""
            @a("x\"\n") @b forbid(principal is A::B in ?principal, action in [Action::"x", N::Action::"\u{0}"], resource)
            when { -(5) == -5 && (1 - (2 - 3)) * -x.y == 0 || !(if true then {a: 1, "b c": [2]} else {}).a }
            unless { "*a\u{301}" like "*\*a\u{301}" && principal has "if" && context has a.b.c };
            """#
        #expect(policyError(source) != nil)
        let fixed = source.replacing("-x.y", with: "-context.y")
        let set = try PolicySet(parsing: fixed)
        let body = try #require(set.templates.first).body
        let again = try #require(PolicySet(parsing: CedarPrinter.text(body)).templates.first).body
        #expect(again == body)
        #expect(CedarPrinter.text(again) == CedarPrinter.text(body))
    }

    @Test(arguments: [
        ("1 + 2 - 3 * 4 == 5", "((1 + 2 - (3 * 4)) == 5)"), ("1 * 2 * 3 < 4", "((1 * 2 * 3) < 4)"),
        ("1 - (2 - 3) < 4", "((1 - (2 - 3)) < 4)"), ("!!!!true", "!!!!true"),
        ("--(-(1)) == ---1", "(---(1)) == (--(-1))"), ("!(!(!(!(!true))))", "!!!!(!true)"),
        (
            "principal.getTag(\"a\").getTag(\"b\").isEmpty()",
            "principal.getTag(\"a\").getTag(\"b\").isEmpty()"
        ),
    ])
    func `are printed with the parentheses they need`(_ text: String, _ printed: String) throws {
        let set = try PolicySet(parsing: "permit(principal,action,resource) when { \(text) };")
        let body = set.policies[0].body
        let mine = CedarPrinter.text(body.expression, body.conditions[0].root)
        #expect("(\(mine))" == printed || mine == printed)
        let again = try PolicySet(parsing: CedarPrinter.text(body))
        #expect(again.policies[0].body == body)
    }

    @Test func `with long chains are printed so that they are read again`() throws {
        for (start, link) in [
            ("1", " + 1"), ("principal", ".getTag(\"a\")"), ("[1]", ".isEmpty()"),
        ] {
            let text = start + String(repeating: link, count: 250)
            let set = try PolicySet(parsing: "permit(principal,action,resource) when { \(text) };")
            let again = try PolicySet(parsing: CedarPrinter.text(set.policies[0].body))
            #expect(again.policies[0].body == set.policies[0].body)
        }
    }
}
