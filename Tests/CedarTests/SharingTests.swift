import Testing

@testable import Cedar

/// What policies share is evaluated once; that must never show in an answer.
struct `Shared expressions` {
    private static let alice = EntityUID(type: "User", id: "alice")
    private static let boss = EntityUID(type: "User", id: "boss")
    private static let request = Request(
        principal: alice,
        action: EntityUID(type: "Action", id: "read"),
        resource: EntityUID(type: "Doc", id: "d"),
        context: CedarRecord([
            ("n", .long(5)), ("r", .record(of: [("x", .record(of: [("y", .bool(true))]))])),
        ])
    )

    private static func authorize(_ text: String, entities: [Entity]? = nil) throws -> Response {
        let store = try Entities(
            entities ?? [
                Entity(alice, attributes: [("manager", .entity(boss)), ("name", Value("a"))]),
                Entity(boss, attributes: [("level", .long(7)), ("active", .bool(true))]),
            ]
        )
        let compiled = try CompiledPolicies(PolicySet(parsing: text), entities: store)
        let response = compiled.authorize(request)
        #expect(response == compiled.authorizeByScanning(request))
        return response
    }

    @Test func `fail in every policy that has them, and with the same error`() throws {
        let response = try Self.authorize(
            """
            permit(principal, action, resource) when { principal.missing == 1 };
            permit(principal, action, resource) when { context.n == 5 || principal.missing == 1 };
            permit(principal, action, resource) when { principal.missing == 1 };
            forbid(principal, action, resource) unless { principal.missing == 1 };
            """
        )

        #expect(response.decision == .allow)
        #expect(response.determining == ["policy1"])
        #expect(response.errors.map(\.policyID) == ["policy0", "policy2", "policy3"])
        #expect(Set(response.errors.map(\.error)).count == 1)
        #expect(response.hasForbidError)
    }

    @Test func `are followed along a path of attributes`() throws {
        let response = try Self.authorize(
            """
            permit(principal, action, resource) when { principal.manager.level == 7 };
            permit(principal, action, resource) when { principal.manager.level > 6 && principal.manager.active };
            permit(principal, action, resource) when { principal.manager.level == 8 };
            permit(principal, action, resource) when { principal has manager.level };
            permit(principal, action, resource) when { principal has manager.salary };
            permit(principal, action, resource) when { context.r.x.y };
            permit(principal, action, resource) when { context has r.x.y && context.r has x };
            """
        )

        #expect(
            response.determining == ["policy0", "policy1", "policy3", "policy5", "policy6"]
        )
        #expect(response.errors.isEmpty)
    }

    @Test(arguments: [
        ("principal.name.level == 1", EvaluationError.Kind.type),
        ("principal has name.level", .type),
        ("principal.nothing has level", .attributeMissing),
        ("principal.manager.manager has level", .attributeMissing),
        ("resource.level == 1", .entityMissing),
        ("principal.name", .type),
        ("principal.name < 1", .type),
        ("1 < principal.name", .type),
        ("principal.name == context.gone", .attributeMissing),
    ])
    func `tell the same error twice`(_ text: String, _ kind: EvaluationError.Kind) throws {
        let policy = "permit(principal, action, resource) when { \(text) };\n"

        let response = try Self.authorize(policy + policy)

        #expect(response.errors.map(\.kind) == [kind, kind])
        #expect(Set(response.errors.map(\.error.reason)).count == 1)
    }

    @Test func `compare entities and texts that no policy names`() throws {
        let compiled = try CompiledPolicies(
            PolicySet(
                parsing: """
                    permit(principal, action, resource) when { context.one == context.two };
                    permit(principal, action, resource) when { context.text == context.same };
                    permit(principal, action, resource) when { context.text == context.nfd };
                    permit(principal, action, resource) when { context.one == context.other };
                    permit(principal, action, resource) when { resource == context.resource };
                    permit(principal, action, resource) when { context.text == 1 };
                    """
            )
        )
        let context = CedarRecord([
            ("one", .entity(EntityUID(type: "T", id: "x"))),
            ("two", .entity(EntityUID(type: "T", id: "x"))),
            ("other", .entity(EntityUID(type: "T", id: "y"))),
            ("text", Value("\u{E9}")), ("same", Value("\u{E9}")), ("nfd", Value("e\u{301}")),
            ("resource", .entity(EntityUID(type: "Doc", id: "d"))),
        ])
        var request = Self.request
        request.context = context
        #expect(compiled.authorize(request).determining == ["policy0", "policy1", "policy4"])
    }

    @Test func `tell texts apart that one constant has in another form`() throws {
        var request = Self.request
        request.context = CedarRecord([("text", Value("e\u{301}"))])
        let compiled = try CompiledPolicies(
            PolicySet(
                parsing: """
                    permit(principal, action, resource) when { context.text == "\u{E9}" };
                    permit(principal, action, resource) when { context.text == "e\u{301}" };
                    permit(principal, action, resource) when { context.text != "\u{E9}" };
                    """
            )
        )

        #expect(compiled.authorize(request).determining == ["policy1", "policy2"])
    }
}

struct `Determining policies` {
    private static let request = Request(
        principal: EntityUID(type: "User", id: "a"),
        action: EntityUID(type: "Action", id: "read"),
        resource: EntityUID(type: "Doc", id: "d")
    )

    @Test(arguments: [1, 2, 31, 32, 33, 64, 500])
    func `come in the order of the set, however they were found`(_ count: Int) throws {
        let scopes = [
            "principal, action, resource", "principal == User::\"a\", action, resource",
            "principal, action == Action::\"read\", resource", "principal, action, resource is Doc",
            "principal is User, action, resource == Doc::\"d\"",
        ]
        let text = (0..<count).map { "permit(\(scopes[$0 % 5]));" }.joined(separator: "\n")
        let compiled = try CompiledPolicies(PolicySet(parsing: text))

        let response = compiled.authorize(Self.request)

        #expect(Array(response.determining) == (0..<count).map { "policy\($0)" })
    }

    @Test func `are told once although several of their actions fit`() throws {
        let groups = ["read", "x", "y"].map { EntityUID(type: "Action", id: $0) }
        let entities = try Entities([Entity(groups[0], parents: [groups[1], groups[2]])])
        let text = """
            permit(principal, action in [Action::"y", Action::"x", Action::"y"], resource);
            permit(principal, action in [Action::"x", Action::"read"], resource);
            permit(principal, action in [], resource);
            permit(principal, action in [Action::"z"], resource);
            """
        let compiled = try CompiledPolicies(PolicySet(parsing: text), entities: entities)

        let response = compiled.authorize(Self.request)

        #expect(response.determining == ["policy0", "policy1"])
        #expect(response == compiled.authorizeByScanning(Self.request))
    }

    @Test func `compare by bytes and tell themselves as an array would`() {
        let one: PolicyIDs = ["\u{E9}", "b"]
        let same: PolicyIDs = ["\u{E9}", "b"]
        let other: PolicyIDs = ["e\u{301}", "b"]

        #expect(one == same)
        #expect(one.hashValue == same.hashValue)
        #expect(one != other)
        #expect(one != ["\u{E9}"])
        #expect("\(one)" == "\(["\u{E9}", "b"])")
    }
}

struct `Numbers of entities` {
    @Test func `are dense, and found again among many`() {
        var table = UIDTable()
        let uids = (0..<5_000).map { EntityUID(type: "T\($0 % 3)", id: "\($0)") }
        #expect(table.number(uids[0]) == -1)

        let numbers = uids.map { table.add($0) }

        #expect(numbers == (0..<5_000).map(Int32.init))
        #expect(uids.map { table.add($0) } == numbers)
        #expect(table.number(EntityUID(type: "T0", id: "1")) == -1)
        #expect(table.count == 5_000)
    }
}
