import Testing

@testable import Cedar

@Suite struct `The validator in permissive mode` {
    private let schemaText = """
        entity U in [G] { name: String, age?: Long, both: Long } tags String;
        entity G { both: Long, only: String } tags String;
        entity N { both: String } tags Long;
        entity E enum ["a"];
        action read, write appliesTo { principal: U, resource: G, context: {
            c: Bool, t: String, r: { a: Long, b?: String }, u: U, g: G, n: N } };
        """

    private func codes(
        _ condition: String,
        _ mode: Schema.Mode = .permissive
    ) throws -> [ValidationFinding.Code] {
        let schema = try Schema(parsing: schemaText)
        let set = try PolicySet(
            parsing: "permit(principal, action, resource) when { \(condition) };"
        )
        return schema.validate(set, mode: mode).map(\.code)
    }

    private static let either = "(if context.c then context.u else context.g)"
    private static let odd = "(if context.c then context.u else context.n)"
    private static let record = "(if context.c then {a: 1, b: \"x\"} else {a: 2, c: true})"

    @Test(arguments: [
        "context.t == 1", "context.t != [1]", "[].isEmpty()", "[1, 2].containsAll([])",
        "[principal, resource].contains(principal)", "[1].contains(\"a\")",
        "[1].containsAny([\"a\"])", "ip(context.t).isIpv4()", "context.r == {a: 1}",
        "\(either).both == 1", "\(either) has only", "\(either) is U || context.c",
        "\(either) in G::\"x\"", "\(either) in [G::\"x\", U::\"y\"]", "principal in []",
        "\(either).hasTag(\"k\") && \(either).getTag(\"k\") == \"v\"",
        "\(odd).hasTag(\"k\")", "\(odd) has both", "\(record).a == 1", "\(record) has b",
        "[{a: 1}, {a: 2, b: 3}].contains({a: 1})", "[[], [1]].contains([])",
        "(if context.c then [principal] else [resource]).contains(resource)",
        "context.r has b && context.r.b like \"*\"",
    ])
    func `accepts what strict mode refuses, where no evaluation can fail by type`(
        _ condition: String
    ) throws {
        #expect(try codes(condition) == [])
    }

    @Test(arguments: [
        ("principal.age > 3", ValidationFinding.Code.attributeNotFound),
        ("\(either).only == \"x\"", .attributeNotFound),
        ("\(either) has only && \(either).only == \"x\"", .attributeNotFound),
        ("\(either) has only.x", .attributeNotFound), ("\(odd).both == 1", .attributeNotFound),
        ("\(record).b == \"x\"", .attributeNotFound),
        ("\(record) has b && \(record).b == \"x\"", .attributeNotFound),
        ("\(either).getTag(\"k\") == \"v\"", .tagNotFound),
        ("\(odd).hasTag(\"k\") && \(odd).getTag(\"k\") == \"v\"", .incompatibleTypes),
        ("E::\"a\".hasTag(\"k\") || E::\"a\".getTag(\"k\") == 1", .tagNotFound),
        ("(if context.c then 1 else context.u) == 1", .incompatibleTypes),
        ("(if context.c then context.r else context.u) == 1", .incompatibleTypes),
        ("[1, \"a\"].contains(1)", .incompatibleTypes), ("context.t < 1", .unexpectedType),
        ("[].contains([]) && 1", .unexpectedType), ("context.t.contains(1)", .unexpectedType),
        ("principal in [1]", .unexpectedType), ("ip(\"x\").isIpv4()", .extensionArgument),
        ("ip(context.t, context.t).isIpv4()", .extensionArgument),
        ("ip(context.c).isIpv4()", .unexpectedType), ("principal == X::\"a\"", .unknownEntityType),
        ("context.u == E::\"b\"", .unknownEntity),
    ])
    func `refuses what may fail`(
        _ condition: String,
        _ code: ValidationFinding.Code
    ) throws {
        let found = try codes(condition)
        #expect(found.contains(code), "\(found)")
    }

    @Test func `still sees what can never be`() throws {
        #expect(try codes("\(Self.either) == context.n") == [.impossiblePolicy])
        #expect(try codes("\(Self.either) is N") == [.impossiblePolicy])
        #expect(try codes("\(Self.either) in E::\"a\" && 1") == [.impossiblePolicy])
        #expect(try codes("\(Self.either) has nothing && 1") == [.impossiblePolicy])
    }

    @Test func `knows that actions of one namespace stand below those of another`() throws {
        let schema = try Schema(
            parsing: """
                entity U;
                action all;
                namespace N {
                    action read in [Action::"all"] appliesTo { principal: U, resource: U };
                }
                """
        )
        let set = try PolicySet(
            parsing: """
                permit(principal, action, resource)
                when { (if principal == resource then action else action) in Action::"all" };
                """
        )
        #expect(schema.validate(set) == [])
    }
}
