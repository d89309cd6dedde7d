import Testing

@testable import Cedar

@Suite struct `Decisions` {
    private let request = Request(
        principal: uid("User", "alice"),
        action: uid("Action", "read"),
        resource: uid("Doc", "d")
    )

    private func decide(_ text: String, _ entities: Entities = Entities()) throws -> Response {
        try CompiledPolicies(PolicySet(parsing: text), entities: entities).authorize(request)
    }

    @Test func `deny by default and let a forbid win`() throws {
        let permit = "permit(principal,action,resource);"
        let forbid = "forbid(principal,action,resource);"
        #expect(try decide("").decision == .deny)
        #expect(try decide("").determining.isEmpty)
        #expect(try decide(permit).decision == .allow)
        let both = try decide(permit + forbid + forbid)
        #expect(both.decision == .deny)
        #expect(both.determining == ["policy1", "policy2"])
    }

    @Test func `skip a policy that fails and say so`() throws {
        let response = try decide(
            """
            permit(principal,action,resource);
            forbid(principal,action,resource) when { context.risk > 5 };
            permit(principal,action,resource) when { 1 + 9223372036854775807 == 0 };
            """
        )
        #expect(response.decision == .allow)
        #expect(response.determining == ["policy0"])
        #expect(response.errors.map(\.policyID) == ["policy1", "policy2"])
        #expect(response.errors.map(\.kind) == [.attributeMissing, .overflow])
        #expect(response.hasForbidError)
        #expect(try !decide("permit(principal,action,resource) when { 1 };").hasForbidError)
    }

    @Test func `follow the hierarchy but not through an absent entity`() throws {
        let entities = try Entities([
            Entity(uid("User", "alice"), parents: [uid("Team", "a")]),
            Entity(uid("Team", "a"), parents: [uid("Team", "b"), uid("Team", "ghost")]),
            Entity(uid("Team", "b"), parents: [uid("Org", "o")]),
        ])
        for (name, expected) in [
            ("Team::\"b\"", true), ("Org::\"o\"", true), ("Team::\"ghost\"", true),
            ("Team::\"z\"", false),
        ] {
            let response = try decide("permit(principal in \(name),action,resource);", entities)
            #expect((response.decision == .allow) == expected, "\(name)")
        }
    }

    @Test func `use entities that come with the request`() throws {
        let fixed = try Entities([
            Entity(uid("Team", "a"), parents: [uid("Org", "o")]),
            Entity(uid("User", "alice"), attributes: [("level", .long(1))]),
        ])
        let set = try PolicySet(
            parsing: "permit(principal in Org::\"o\",action,resource) when { principal.level > 3 };"
        )
        let compiled = CompiledPolicies(set, entities: fixed)
        let added = try Entities([
            Entity(
                uid("User", "alice"),
                attributes: [("level", .long(5))],
                parents: [uid("Team", "a")]
            )
        ])
        #expect(compiled.authorize(request).decision == .deny)
        #expect(compiled.authorize(request, entities: added).decision == .allow)
        #expect(compiled.authorize(request, entities: Entities()).decision == .deny)
        let low = try Entities([
            Entity(
                uid("User", "alice"),
                attributes: [("level", .long(2))],
                parents: [uid("Team", "a")]
            )
        ])
        #expect(compiled.authorize(request, entities: low).decision == .deny)
    }

    @Test func `compare names by bytes`() throws {
        let composed = "permit(principal == User::\"é\",action,resource);"
        var other = request
        other.principal = uid("User", "e\u{301}")
        let compiled = try CompiledPolicies(PolicySet(parsing: composed))
        #expect(compiled.authorize(other).decision == .deny)
        other.principal = uid("User", "é")
        #expect(compiled.authorize(other).decision == .allow)
    }

    @Test func `are the same from many tasks`() async throws {
        let compiled = try CompiledPolicies(
            PolicySet(parsing: "permit(principal,action,resource) when { [1,2].contains(2) };")
        )
        let request = request
        let decisions = await withTaskGroup(of: Response.Decision.self) { group in
            for _ in 0..<50 { group.addTask { compiled.authorize(request).decision } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(decisions == [.allow])
    }
}

@Suite struct `Scope index` {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `answers as if every policy were looked at`(_ seed: UInt64) throws {
        print("scope index, seed \(seed)")
        var numbers = SeededNumbers(state: seed)
        func pick<T>(_ items: [T]) -> T { items[Int(numbers.next() % UInt64(items.count))] }
        let types = ["User", "Team", "N::Org"]
        let ids = ["a", "b", "c", "d", "e"]
        func name() -> String { "\(pick(types))::\"\(pick(ids))\"" }
        func entity() -> EntityUID { uid(pick(types), pick(ids)) }
        func action() -> String { "Action::\"\(pick(ids))\"" }
        func scope(_ variable: String) -> String {
            switch numbers.next() % 6 {
            case 0: "\(variable) == \(name())"
            case 1: "\(variable) in \(name())"
            case 2: "\(variable) is \(pick(types))"
            case 3: "\(variable) is \(pick(types)) in \(name())"
            default: variable
            }
        }
        func actionScope() -> String {
            switch numbers.next() % 5 {
            case 0: "action == \(action())"
            case 1: "action in \(action())"
            case 2: "action in [\(action()), \(action()), \(action())]"
            case 3: "action in []"
            default: "action"
            }
        }
        let conditions = [
            "", " when { context.n > 2 }", " unless { principal has x }", " when { 1 }",
        ]
        var text = ""
        for _ in 0..<200 {
            let effect = numbers.next() % 40 == 0 ? "forbid" : "permit"
            text += "\(effect)(\(scope("principal")),\(actionScope()),\(scope("resource")))"
            text += pick(conditions) + ";\n"
        }
        var list: [Entity] = []
        for (typeIndex, type) in types.enumerated() {
            for id in ids where numbers.next() % 4 != 0 {
                // Parents are of a later type, so that there is no cycle.
                let parents =
                    typeIndex + 1 < types.count ? [uid(types[typeIndex + 1], pick(ids))] : []
                list.append(Entity(uid(type, id), parents: parents))
            }
        }
        for (index, id) in ids.enumerated().dropFirst() {
            list.append(Entity(uid("Action", id), parents: [uid("Action", ids[index - 1])]))
        }
        let entities = try Entities(list)
        let set = try PolicySet(parsing: text)
        let compiled = CompiledPolicies(set, entities: entities)
        let bare = CompiledPolicies(set)
        var allowed = 0
        for _ in 0..<300 {
            let request = Request(
                principal: entity(),
                action: uid("Action", pick(ids + ["unknown"])),
                resource: entity(),
                context: CedarRecord([("n", .long(Int64(numbers.next() % 5)))])
            )
            let response = compiled.authorize(request)
            #expect(response == compiled.authorizeByScanning(request))
            #expect(response == bare.authorize(request, entities: entities))
            #expect(response == bare.authorizeByScanning(request, entities: entities))
            if response.decision == .allow { allowed += 1 }
        }
        print("scope index, seed \(seed): \(allowed) of 300 allowed")
    }

    @Test func `name a policy once where entities of a request close a circle`() throws {
        let set = try PolicySet(parsing: #"permit(principal in User::"alice", action, resource);"#)
        let group = uid("Group", "g")
        let compiled = CompiledPolicies(
            set,
            entities: try Entities([Entity(uid("User", "alice"), parents: [group])])
        )
        let added = try Entities([Entity(group, parents: [uid("User", "alice")])])
        let request = Request(
            principal: uid("User", "alice"),
            action: uid("Action", "read"),
            resource: uid("Doc", "d")
        )
        let response = compiled.authorize(request, entities: added)
        #expect(response.determining == ["policy0"])
        #expect(response == compiled.authorizeByScanning(request, entities: added))
    }
}
