import CanonicalJSON
import Testing

@testable import Cedar

@Suite struct `Entity documents` {
    private func read(_ text: String, _ schema: Schema? = nil) throws -> Entities {
        try Entities(json: JSON(parsing: Array(text.utf8)), schema: schema)
    }

    private func code(_ text: String, _ schema: Schema? = nil) -> CedarError.Code? {
        do {
            _ = try read(text, schema)
            return nil
        } catch {
            return (error as? CedarError)?.code ?? .json
        }
    }

    private func entity(_ attributes: String, more: String = "") -> String {
        "[{\"uid\":{\"type\":\"U\",\"id\":\"a\"},\"attrs\":{\(attributes)},\"parents\":[]\(more)}]"
    }

    @Test func `hold every kind of value`() throws {
        let store = try read(
            entity(
                #"""
                "b":true,"l":-5,"s":"é","e":{"__entity":{"type":"N::U","id":"x"}},"set":[1,1,"a",[]],
                "r":{"x":{"y":1}},"d":{"__extn":{"fn":"decimal","arg":"1.5"}},
                "o":{"__extn":{"fn":"offset","args":[{"__extn":{"fn":"datetime","arg":"1970-01-01"}},
                {"__extn":{"fn":"duration","arg":"5ms"}}]}},"odd":{"__entity":1,"other":2}
                """#,
                more: #","tags":{"t":"v"},"unknown":[]"#
            )
        )
        let found = try #require(store[uid("U", "a")])
        #expect(found.attributes["b"] == .bool(true))
        #expect(found.attributes["l"] == .long(-5))
        #expect(found.attributes["s"] == Value("é"))
        #expect(found.attributes["s"] != Value("e\u{301}"))
        #expect(found.attributes["e"] == .entity(uid("N::U", "x")))
        #expect(found.attributes["set"] == .set(of: [Value("a"), .set(of: []), .long(1)]))
        #expect(found.attributes["r"] == .record(of: [("x", .record(of: [("y", .long(1))]))]))
        #expect(found.attributes["d"] == .decimal(CedarDecimal(scaled: 15_000)))
        #expect(found.attributes["o"] == .datetime(CedarDatetime(milliseconds: 5)))
        #expect(
            found.attributes["odd"] == .record(of: [("__entity", .long(1)), ("other", .long(2))])
        )
        #expect(found.tags["t"] == Value("v"))
    }

    @Test(arguments: [
        #"{"__entity":{"type":"U"}}"#, #"{"__entity":{"type":1,"id":"a"}}"#,
        #"{"__extn":{"fn":"ip"}}"#, #"{"__extn":{"fn":"ip","args":"::1"}}"#, #"{"__expr":1}"#,
        #"{"__expr":"x","more":1}"#,
    ])
    func `hold a record where an escape is not complete`(_ value: String) throws {
        let found = try #require(try read(entity("\"x\":\(value)"))[uid("U", "a")])
        guard case .record = found.attributes["x"] else {
            Issue.record("\(found.attributes)")
            return
        }
    }

    @Test(arguments: [
        #"{"uid":{"type":"U","id":"a"},"parents":[]}"#,
        #"{"uid":{"type":"U","id":"a"},"attrs":{}}"#,
        #"{"attrs":{},"parents":[]}"#,
        #"{"uid":"U::a","attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"U ","id":"a"},"attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"__cedar::U","id":"a"},"attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"","id":"a"},"attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"A::","id":"a"},"attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"U","id":"a"},"attrs":{},"parents":["x"]}"#,
        #"{"uid":{"type":"U","id":"a"},"attrs":{"x":{"__expr":"1"}},"parents":[]}"#,
        #"{"uid":{"type":"U","id":"a","__expr":"x"},"attrs":{},"parents":[]}"#,
        #"{"uid":{"__entity":{"type":"U"}},"attrs":{},"parents":[]}"#,
        #"{"uid":{"type":"U","id":"a"},"attrs":{"x":{"__entity":{"type":"U V","id":"a"}}},"parents":[]}"#,
        #"{"uid":{"type":"Action","id":"a"},"attrs":{},"parents":[{"type":"U","id":"b"}]}"#,
    ])
    func `are refused when malformed`(_ item: String) {
        #expect(code("[\(item)]") == .entityFormat)
    }

    @Test func `are refused with the right code`() {
        #expect(code("{}") == .entityFormat)
        #expect(code(entity(#""x":null"#)) == .json)
        #expect(code(entity(#""x":{"__extn":{"fn":"ip","arg":"1"}}"#)) == .extensionArgument)
        #expect(code(entity(#""x":{"__extn":{"fn":"nope","arg":"1"}}"#)) == .unknownName)
        let other = entity(#""x":1"#)
        #expect(code(other.dropLast() + "," + entity("").dropFirst()) == .duplicate)
        #expect(code(other.dropLast() + "," + other.dropFirst()) == nil)
        #expect(
            code(#"[{"uid":{"type":"U","id":"a"},"attrs":{},"parents":[{"type":"U","id":"a"}]}]"#)
                == .cycle
        )
        let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        #expect(code(entity("\"x\":\(deep)")) == nil)
        let deeper = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(code(entity("\"x\":\(deeper)")) == .json)
    }

    @Test func `have no cycles, however long`() throws {
        let count = 3_000
        let chain = (0..<count).map { Entity(uid("U", "\($0)"), parents: [uid("U", "\($0 + 1)")]) }
        let store = try Entities(chain)
        #expect(store.isWithin(uid("U", "0"), uid("U", "\(count)")))
        #expect(!store.isWithin(uid("U", "\(count)"), uid("U", "0")))
        let loop = chain + [Entity(uid("U", "\(count)"), parents: [uid("U", "0")])]
        do {
            _ = try Entities(loop)
            Issue.record("a cycle was accepted")
        } catch {
            #expect(error.code == .cycle)
        }
        #expect(throws: CedarError.self) {
            try Entities(chain, limits: CedarLimits(maximumEntities: 10))
        }
    }

    @Test func `are read by the schema, with its actions`() throws {
        let schema = try Schema(
            parsing: """
                entity U in [T] { ip: ipaddr, boss?: U, when?: Set<datetime> } tags Long;
                entity T;
                entity Color enum ["red", "green"];
                action all; action read in [all] appliesTo { principal: U, resource: [T, Color] };
                """
        )
        let good = entity(
            #""ip":"10.0.0.1","boss":{"type":"U","id":"b"},"when":["2024-01-01"]"#,
            more: #","tags":{"t":1}"#
        )
        let store = try read(good, schema)
        #expect(
            store[uid("U", "a")]?.attributes["ip"] == CedarAddress("10.0.0.1").map(Value.ipaddr)
        )
        #expect(store.isWithin(uid("Action", "read"), uid("Action", "all")))
        for bad in [
            entity(""), entity(#""ip":1"#), entity(#""ip":"10.0.0.1","more":1"#),
            entity(#""ip":"10.0.0.1","boss":{"type":"T","id":"b"}"#),
            entity(#""ip":"10.0.0.1""#, more: #","tags":{"t":"x"}"#),
            #"[{"uid":{"type":"X","id":"a"},"attrs":{},"parents":[]}]"#,
            #"[{"uid":{"type":"T","id":"a"},"attrs":{},"parents":[],"tags":{"a":1}}]"#,
            #"[{"uid":{"type":"T","id":"a"},"attrs":{},"parents":[{"type":"U","id":"a"}]}]"#,
            #"[{"uid":{"type":"Color","id":"blue"},"attrs":{},"parents":[]}]"#,
            #"[{"uid":{"type":"Action","id":"write"},"attrs":{},"parents":[]}]"#,
            #"[{"uid":{"type":"Action","id":"read"},"attrs":{},"parents":[]}]"#,
        ] {
            #expect(code(bad, schema) == .schemaMismatch, "\(bad)")
        }
        #expect(code(entity(#""ip":"10.0.0""#), schema) == .extensionArgument)
        #expect(
            code(#"[{"uid":{"type":"Color","id":"red"},"attrs":{},"parents":[]}]"#, schema) == nil
        )
    }

    @Test func `takes very many parents of an entity, and actions of a policy`() throws {
        // Work that grew with the square would take hours.
        let count = 150_000
        let names = (0..<count).map { "\($0)" }
        let action = Entity(
            uid("Action", "read"),
            parents: names.reversed().map { uid("Action", $0) } + [uid("Action", "7")]
        )
        let store = try Entities([action])
        #expect(store.isWithin(action.uid, uid("Action", "0")))
        #expect(store.isWithin(action.uid, uid("Action", "\(count - 1)")))
        #expect(!store.isWithin(action.uid, uid("Action", "\(count)")))
        let list = (["none"] + names).map { "Action::\"\($0)\"" }.joined(separator: ",")
        let set = try PolicySet(parsing: "permit(principal, action in [\(list)], resource);")
        #expect(CompiledPolicies(set).count == 1)
    }

    @Test(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
    func `write and read again the same`() throws {
        var tally = Tally("cases.jsonl, entities written and read again")
        for line in try Vectors.lines("differential/cases.jsonl").prefix(500) {
            let store = try Entities(json: line.at("entities"))
            let again = try Entities(json: .array(store.all.map(\.json)))
            tally.check(Set(again.all) == Set(store.all), line.at("id").text)
        }
        tally.finish()
    }
}
