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
