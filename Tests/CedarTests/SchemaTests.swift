import Testing

@testable import Cedar

@Suite struct `Schemas` {
    @Test(arguments: [
        ("entity A; entity A;", CedarError.Code.duplicate),
        ("type A = Long; type A = String;", .duplicate),
        ("entity A; entity B in [A,];", .syntax), ("entity A enum [\"x\",];", .syntax),
        ("action a; action b in [a,];", .syntax), ("action a in [];", .syntax),
        ("entity A; action a appliesTo { principal: [A,], resource: A };", .syntax),
        ("entity __cedar;", .reservedWord),
        ("action a; action a;", .duplicate),
        ("namespace N {} namespace N {}", .duplicate),
        ("@a @a entity A;", .duplicate),
        ("entity A { x: Nothing };", .undeclared),
        ("entity A in [B];", .undeclared),
        ("action a in [b];", .undeclared),
        ("action a appliesTo { principal: X, resource: X };", .undeclared),
        ("entity A { x: Boolean };", .undeclared),
        ("type A = B; type B = Set<A>;", .cycle),
        ("action a in [b]; action b in [a];", .cycle),
        ("action a in [a];", .cycle),
        ("entity Action;", .schema),
        ("type Long = String;", .schema),
        ("type Boolean = String;", .schema),
        ("entity A enum [];", .schema),
        ("entity A; action a appliesTo { principal: [], resource: A };", .schema),
        ("entity A; action a appliesTo { principal: A };", .schema),
        ("entity A; action a appliesTo { principal: A, resource: A, context: Long };", .schema),
        ("entity A; namespace N { entity A; }", .schema),
        ("entity A; action a appliesTo { principal: A, principal: A, resource: A };", .duplicate),
        ("entity if;", .reservedWord),
        ("entity __cedar;", .reservedWord),
        ("namespace __cedar {}", .reservedWord),
        ("entity A", .syntax),
        ("entity A; action a attributes { x: Long };", .syntax),
        ("entity A = 1;", .syntax),
        ("nonsense;", .syntax),
    ])
    func `are refused`(_ text: String, _ code: CedarError.Code) {
        #expect(schemaError(text)?.code == code)
    }

    @Test(arguments: [
        "", "action a;", "action \"a b\", c; entity A in [];", "entity A { x: Long, x: String };",
        "entity Set;", "entity A in [B]; entity B in [A];", "entity A, B in A { };",
        "entity A = { x?: __cedar::Long, \"y z\": Set<Set<A>>, } tags Set<String>;",
        "namespace N::M { entity A; type T = { a: A }; action x appliesTo { principal: A, resource: [A], context: T, }; }",
        "namespace N { action a in [Action::\"b\", N::Action::\"b\", b]; action b; }",
        "@doc(\"x\") entity A { @doc(\"y\") x: Bool }; // end",
        "entity E enum [\"a\", \"b\"]; action a attributes {};",
        "type A = Long; entity A; entity B in [A] { a: A };",
        "entity A { __cedar?: Long }; action __cedar;",
    ])
    func `are accepted`(_ text: String) {
        #expect(schemaError(text) == nil)
    }

    @Test func `prefer a common type to an entity type to a built-in one`() throws {
        let schema = try Schema(
            parsing: """
                type T = { deep: Long };
                namespace N { entity ipaddr; entity A { t: T, i: ipaddr, j: __cedar::ipaddr, k: decimal }; }
                """
        )
        let attributes = try #require(schema.entityTypes["N::A"]).attributes
        #expect(
            attributes["t"]?.type
                == .record(RecordType([.init(name: "deep", type: .long, isRequired: true)]))
        )
        #expect(attributes["i"]?.type == .entity("N::ipaddr"))
        #expect(attributes["j"]?.type == .ipaddr)
        #expect(attributes["k"]?.type == .decimal)
    }

    @Test func `are refused when they nest too deep or grow too large`() {
        let deep = String(repeating: "Set<", count: 10_000)
        #expect(schemaError("type A = \(deep)Long;")?.code == .nesting)
        let records = String(repeating: "{a:", count: 10_000)
        #expect(schemaError("type A = \(records)Long;")?.code == .nesting)
        var chain = "type A0 = Long;"
        for index in 1...40 { chain += "type A\(index) = {a: A\(index - 1), b: A\(index - 1)};" }
        #expect(schemaError(chain)?.code == .size)
        var long = "type A0 = Long;"
        for index in (1...5_000).reversed() { long = "type A\(index) = Set<A\(index - 1)>;" + long }
        #expect(schemaError(long)?.code == .nesting)
    }

    @Test func `check requests`() throws {
        let schema = try Schema(
            parsing: """
                entity U; entity D; entity Color enum ["red"];
                action read appliesTo { principal: [U, Color], resource: D, context: { n: Long, m?: Bool } };
                action group;
                """
        )
        func fits(
            _ principal: EntityUID,
            _ action: String,
            _ resource: EntityUID,
            _ context: [(String, Value)]
        ) -> Bool {
            let request = Request(
                principal: principal,
                action: uid("Action", action),
                resource: resource,
                context: CedarRecord(context)
            )
            do {
                try schema.validate(request: request)
                return true
            } catch {
                return false
            }
        }
        let user = uid("U", "a")
        let doc = uid("D", "d")
        #expect(fits(user, "read", doc, [("n", .long(1))]))
        #expect(fits(uid("Color", "red"), "read", doc, [("n", .long(1)), ("m", .bool(true))]))
        #expect(!fits(uid("Color", "blue"), "read", doc, [("n", .long(1))]))
        #expect(!fits(doc, "read", doc, [("n", .long(1))]))
        #expect(!fits(user, "read", user, [("n", .long(1))]))
        #expect(!fits(user, "write", doc, [("n", .long(1))]))
        #expect(!fits(user, "group", doc, [("n", .long(1))]))
        #expect(!fits(user, "read", doc, []))
        #expect(!fits(user, "read", doc, [("n", Value("1"))]))
        #expect(!fits(user, "read", doc, [("n", .long(1)), ("more", .long(1))]))
        #expect(!fits(uid("X", "a"), "read", doc, [("n", .long(1))]))
    }

    @Test func `refuses chains of types or actions that are too long together`() {
        func chain(_ count: Int) -> String {
            "entity E0;" + (1..<count).map { "entity E\($0) in [E\($0 - 1)];" }.joined()
        }
        #expect(schemaError(chain(300)) == nil)
        #expect(schemaError(chain(1_500))?.code == .count)
        let actions =
            "action a0;" + (1..<1_500).map { "action a\($0) in [a\($0 - 1)];" }.joined()
        #expect(schemaError(actions)?.code == .count)
    }
}

/// What the reference engine (cedarpy 4.12.2) says of actions as values.
struct `Actions as values` {
    @Test(arguments: [
        ("entity U { a: Action }; action v;", true),
        ("entity U tags Action; action v;", true),
        ("entity U { a: Set<Action> }; action v;", true),
        ("type T = Action; action v;", true),
        ("namespace N { action v; entity U { a: Action }; }", true),
        ("namespace N { action v; } entity U { a: N::Action };", true),
        ("action v; namespace N { entity U { a: Action }; }", true),
        ("entity U { a: Action };", false),
        ("entity U in Action; action v;", false),
        ("entity U; action v appliesTo { principal: [U, Action], resource: U };", false),
        ("entity U; action v appliesTo { principal: U, resource: [Action] };", false),
    ])
    func `are allowed where an action is declared`(_ text: String, _ isAccepted: Bool) {
        #expect((schemaError(text) == nil) == isAccepted)
    }

    private static let schema = """
        entity U { a: Action, s: Set<Action> };
        action g;
        action v in [g] appliesTo { principal: U, resource: U, context: { c: Action } };
        """

    @Test(arguments: [
        ("principal.a == action", true), ("principal.a in Action::\"g\"", true),
        ("principal.a is Action", true), ("principal.a has x", true),
        ("principal.a == Action::\"zz\"", false), ("principal.s.contains(action)", true),
        ("context.c == Action::\"g\"", true), ("action in principal.a", true),
        ("principal.a == principal", true), ("[principal.a, principal].isEmpty()", false),
        ("principal.a.hasTag(\"x\")", true), ("principal in principal.a", true),
        ("principal in principal.s", true),
    ])
    func `are typed as entities`(_ condition: String, _ isValid: Bool) throws {
        let schema = try Schema(parsing: Self.schema)
        let set = try PolicySet(
            parsing: "permit(principal, action, resource) when { \(condition) };"
        )

        #expect(schema.validate(set).allSatisfy(\.isWarning) == isValid)
    }

    @Test(arguments: [("v", true), ("g", true), ("zz", false)])
    func `must be declared in entities`(_ id: String, _ isAccepted: Bool) throws {
        let schema = try Schema(parsing: Self.schema)
        let entity = Entity(
            uid("U", "a"),
            attributes: [("a", .entity(uid("Action", id))), ("s", [])],
            parents: []
        )

        #expect(((try? Entities([entity], schema: schema)) != nil) == isAccepted)
    }
}
