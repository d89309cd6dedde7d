import Testing

@testable import Cedar

@Suite struct `The validator` {
    private let schemaText = """
        entity U in [G] { name: String, age?: Long, boss?: U, addr: { city?: String } } tags String;
        entity G; entity D { owner: U };
        action all; action read, write in [all] appliesTo { principal: U, resource: D, context: { ip: ipaddr, n?: Long } };
        action list appliesTo { principal: [U, G], resource: G };
        """

    private func codes(
        _ condition: String,
        _ scope: String = "principal is U, action == Action::\"read\", resource"
    ) throws
        -> [ValidationFinding.Code]
    {
        let schema = try Schema(parsing: schemaText)
        let set = try PolicySet(parsing: "permit(\(scope)) when { \(condition) };")
        return schema.validate(set).map(\.code)
    }

    @Test(arguments: [
        "principal.name == \"x\"", "principal has age && principal.age > 3",
        "principal has boss && principal.boss has age && principal.boss.age > 1",
        "principal has boss.age && principal.boss.age > 1",
        "principal.hasTag(\"a\") && principal.getTag(\"a\") like \"x*\"",
        "principal.hasTag(principal.name) && principal.getTag(principal.name) == \"x\"",
        "if principal has age then principal.age > 1 else false",
        "(principal has age && true) && principal.age == 1",
        "!(principal has age) || true", "context.ip.isInRange(ip(\"10.0.0.0/8\"))",
        "context has n && context.n + 1 == 2", "principal in G::\"x\" && principal in [G::\"y\"]",
        "principal.addr has city && principal.addr.city == \"x\"",
        "resource.owner == principal", "action in Action::\"all\"",
        "(1 == 2 && 1 == \"x\") || principal.name == \"x\"",
    ])
    func `accepts a guarded or well-typed condition`(_ condition: String) throws {
        #expect(try codes(condition) == [])
    }

    @Test(arguments: [
        ("principal.age > 3", ValidationFinding.Code.attributeNotFound),
        ("principal.nothing == 1", .attributeNotFound),
        ("principal has age || principal.age > 3", .attributeNotFound),
        ("(principal has age) == true && principal.age > 3", .attributeNotFound),
        ("(if principal has age then true else false) && principal.age > 1", .attributeNotFound),
        ("resource has owner && resource.owner.age == 1", .attributeNotFound),
        ("principal.getTag(\"a\") == \"x\"", .tagNotFound),
        ("principal.hasTag(\"b\") && principal.getTag(\"a\") == \"x\"", .tagNotFound),
        ("resource.getTag(\"a\") == \"x\"", .tagNotFound),
        ("principal.name == 1", .incompatibleTypes), ("[1, \"a\"].contains(1)", .incompatibleTypes),
        ("[1].contains(\"a\")", .incompatibleTypes), ("[].contains(1)", .emptySet),
        ("principal.name < 1", .unexpectedType), ("1", .unexpectedType), ("!1", .unexpectedType),
        ("principal.name && true", .unexpectedType),
        ("ip(principal.name) == context.ip", .extensionArgument),
        ("ip(\"x\") == context.ip", .extensionArgument),
        ("ip(\"::1\", \"::1\") == context.ip", .extensionArgument),
        ("(if principal.name == \"x\" then 1 else true) == 1", .incompatibleTypes),
        ("principal == X::\"a\"", .unknownEntityType),
        ("false && principal is X", .unknownEntityType),
        ("action == Action::\"x\"", .unknownAction),
        ("context.ip.lessThan(decimal(\"1.0\"))", .unexpectedType),
    ])
    func `finds what is wrong`(_ condition: String, _ code: ValidationFinding.Code) throws {
        let found = try codes(condition)
        #expect(found.contains(code), "\(found)")
        #expect(!found.contains(.impossiblePolicy))
    }

    @Test func `warns of a policy that can never be satisfied`() throws {
        #expect(try codes("false") == [.impossiblePolicy])
        #expect(try codes("principal == G::\"a\"") == [.impossiblePolicy])
        #expect(try codes("principal in D::\"a\" && 1") == [.impossiblePolicy])
    }

    @Test(arguments: [
        "principal is D, action, resource", "principal == D::\"x\", action, resource",
        "principal, action == Action::\"all\", resource", "principal, action in [], resource",
        "principal is G, action == Action::\"read\", resource",
        "principal, action in Action::\"all\", resource is G",
    ])
    func `finds that no action fits the scope`(_ scope: String) throws {
        #expect(try codes("true", scope) == [.noApplicableAction])
    }

    @Test func `checks links and gives the place`() throws {
        let schema = try Schema(parsing: schemaText)
        var set = try PolicySet(
            parsing:
                "permit(principal == ?principal, action, resource)\n  when { principal.age > 1 };"
        )
        let template = schema.validate(set)
        #expect(template.map(\.policyID).contains("policy0"))
        #expect(template.first?.position.line == 2)
        #expect(template.first?.position.column == 10)
        try set.link(template: "policy0", id: "l", principal: uid("X", "x"))
        #expect(
            schema.validate(set).contains { $0.policyID == "l" && $0.code == .unknownEntityType }
        )
    }

    @Test(arguments: [Schema.Mode.strict, .permissive])
    func `takes hostile nesting without exponential time`(_ mode: Schema.Mode) throws {
        var expression = "principal"
        for _ in 0..<40 {
            expression = "(if (\(expression) is U in principal) then principal else principal)"
        }
        let set = try PolicySet(
            parsing: "permit(principal is U, action, resource) when { \(expression) == principal };"
        )
        #expect(try Schema(parsing: schemaText).validate(set, mode: mode) == [])
    }

    @Test func `wants one type for the actions of a scope, as for the members of a set`() throws {
        let schema = try Schema(
            parsing: """
                entity U;
                action all;
                action read in [all] appliesTo { principal: U, resource: U };
                namespace N {
                    action some;
                    action look in [some] appliesTo { principal: U, resource: U };
                }
                """
        )
        func codes(_ list: String, _ mode: Schema.Mode) throws -> [ValidationFinding.Code] {
            let text = "permit(principal is U, action in [\(list)], resource);"
            return schema.validate(try PolicySet(parsing: text), mode: mode).map(\.code)
        }
        let mixed = #"N::Action::"some", Action::"read""#
        #expect(try codes(mixed, .strict) == [.incompatibleTypes])
        #expect(try codes(mixed, .permissive) == [])
        #expect(try codes(#"N::Action::"some", N::Action::"look""#, .strict) == [])
    }
}
