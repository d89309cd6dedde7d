import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Policy JSON vectors` {
    @Test func `writes and reads the same form`() throws {
        var writing = Tally("est.jsonl, text to json")
        var reading = Tally("est.jsonl, json to policy")
        for line in try Vectors.lines("differential/est.jsonl") {
            let set = try PolicySet(parsing: line.at("text").text)
            let json = line.at("json")
            let mine = try set.json()
            writing.check(mine == json, "\(line.at("text").text)\n\(mine)\n\(json)")
            let read = try PolicySet(json: json)
            let isSame = zip(read.policies + read.templates, set.policies + set.templates)
                .allSatisfy { $0.body == $1.body }
            reading.check(isSame && read.policies.count == set.policies.count, "\(json)")
        }
        writing.finish()
        reading.finish()
    }

    @Test func `decides alike from the json form`() throws {
        var tally = Tally("cases.jsonl, policies_json")
        for line in try Vectors.lines("differential/cases.jsonl") {
            guard let json = line["policies_json"] else { continue }
            let set = try PolicySet(json: json)
            let text = try PolicySet(parsing: line.at("policies").text)
            let entities = try Entities(json: line.at("entities"))
            let request = try Request(json: line.at("request"))
            let response = CompiledPolicies(set, entities: entities).authorize(request)
            let other = CompiledPolicies(text, entities: entities).authorize(request)
            let isSame =
                response.decision.rawValue == line.at("expect").at("decision").text
                && Set(response.determining) == Set(other.determining)
                && Set(response.errors) == Set(other.errors)
            tally.check(isSame, line.at("id").text)
        }
        tally.finish()
    }
}

@Suite struct `Policy JSON` {
    private static let scope =
        #""effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"}"#

    private func read(_ text: String) throws -> PolicyBody {
        try PolicyBody.reading(JSON(parsing: Array(text.utf8), options: .lenient))
    }

    private func condition(_ body: String) -> String {
        "{\(Self.scope),\"conditions\":[{\"kind\":\"when\",\"body\":\(body)}]}"
    }

    @Test(arguments: [
        (#"{"Value":{"__extn":{"fn":"ip","arg":"::1"}}}"#, #"ip("::1")"#),
        (#"{"Value":[1,{"a":true}]}"#, "[1, {a: true}]"),
        (#"{"has":{"left":{"Var":"context"},"attr":["a","b"]}}"#, "context has a.b"),
        (
            #"{"has":{"left":{"Var":"context"},"attr":["a b","if"]}}"#,
            #"context has "a b" && context["a b"] has "if""#
        ),
        (
            #"{"is":{"left":{"Var":"principal"},"entity_type":"A::B","in":{"Var":"resource"}}}"#,
            "principal is A::B in resource"
        ),
        (
            #"{"like":{"left":{"Value":"x"},"pattern":[{"Literal":"a*"},"Wildcard"]}}"#,
            #""x" like "a\**""#
        ),
        (
            #"{"isInRange":[{"ip":[{"Value":"::1"}]},{"ip":[{"Value":"::/0"}]}]}"#,
            #"ip("::1").isInRange(ip("::/0"))"#
        ),
        (#"{"neg":{"arg":{"Value":5}}}"#, "-(5)"),
        (
            #"{"getTag":{"left":{"Var":"principal"},"right":{"Value":"t"}}}"#,
            #"principal.getTag("t")"#
        ),
    ])
    func `means what the text means`(_ json: String, _ text: String) throws {
        let body = try read(condition(json))
        let set = try PolicySet(parsing: "permit(principal,action,resource) when { \(text) };")
        #expect(body == set.policies[0].body)
    }

    @Test(arguments: [
        #"{"Slot":"?principal"}"#, #"{"Value":null}"#, #"{"Value":1.5}"#, "{}", "1",
        #"{"Value":1,"Var":"principal"}"#, #"{"Var":"nobody"}"#, #"{"nothing":[]}"#,
        #"{"==":{"left":{"Value":1}}}"#, #"{"==":{"left":{"Value":1},"right":{"Value":1},"x":1}}"#,
        #"{"isIpv4":[]}"#, #"{"Value":{"__expr":"1"}}"#, #"{"has":{"left":{"Value":1},"attr":[]}}"#,
        #"{"is":{"left":{"Value":1},"entity_type":"a b"}}"#,
        #"{".":{"left":{"Value":1},"attr":["a"]}}"#,
        #"{"like":{"left":{"Value":"a"},"pattern":["wild"]}}"#,
    ])
    func `refuses a malformed expression`(_ json: String) {
        #expect(throws: CedarError.self) { try read(condition(json)) }
    }

    @Test(arguments: [
        "{\(scope)}", "{\(scope),\"conditions\":[],\"more\":1}",
        #"{"effect":"allow","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}"#,
        #"{"effect":"permit","principal":{"op":"=="},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}"#,
        #"{"effect":"permit","principal":{"op":"==","slot":"?resource"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[]}"#,
        #"{"effect":"permit","principal":{"op":"All"},"action":{"op":"==","entity":{"type":"U","id":"a"}},"resource":{"op":"All"},"conditions":[]}"#,
        #"{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[],"annotations":{"a b":"x"}}"#,
        #"{"effect":"permit","principal":{"op":"All"},"action":{"op":"All"},"resource":{"op":"All"},"conditions":[{"kind":"if","body":{"Value":true}}]}"#,
    ])
    func `refuses a malformed policy`(_ json: String) {
        #expect(throws: CedarError.self) { try read(json) }
    }

    @Test func `keeps templates and links`() throws {
        var set = try PolicySet(
            parsing:
                "@a @b(\"\") permit(principal in ?principal, action, resource is D in ?resource);forbid(principal,action,resource);"
        )
        try set.link(
            template: "policy0",
            id: "l",
            principal: uid("U", "a"),
            resource: uid("D", "d")
        )
        let again = try PolicySet(json: try set.json())
        #expect(again.templates.map(\.body) == set.templates.map(\.body))
        #expect(Set(again.policies) == Set(set.policies))
        #expect(again.policy("l")?.templateID == "policy0")
        for text in [
            #"{"staticPolicies":{},"templates":{}}"#,
            #"{"staticPolicies":{},"templates":{},"templateLinks":[{"templateId":"x","newId":"y","values":{}}]}"#,
            "{\"staticPolicies\":{},\"templates\":{\"t\":{\(Self.scope),\"conditions\":[]}},\"templateLinks\":[]}",
            #"{"staticPolicies":[],"templates":{},"templateLinks":[]}"#,
        ] {
            #expect(throws: CedarError.self) {
                try PolicySet(json: JSON(parsing: Array(text.utf8)))
            }
        }
    }

    @Test func `does not grow without bound`() throws {
        var expression = "context"
        for _ in 0..<40 { expression = "(if (\(expression) has a.b) then context else context)" }
        let set = try PolicySet(
            parsing: "permit(principal,action,resource) when { \(expression) == 1 };"
        )
        _ = try set.json()
        let long = [String](repeating: "true", count: 5_000).joined(separator: " && ")
        let chain = try PolicySet(parsing: "permit(principal,action,resource) when { \(long) };")
        #expect(throws: CedarError.self) { try chain.json() }
    }

    @Test func `takes both spellings of a scope that allows all`() throws {
        for operation in ["All", "all"] {
            let scope = ["principal", "action", "resource"]
                .map { "\"\($0)\":{\"op\":\"\(operation)\"}" }.joined(separator: ",")
            let policy = "{\"effect\":\"permit\",\(scope),\"conditions\":[]}"
            let text =
                "{\"staticPolicies\":{\"p\":\(policy)},\"templates\":{},\"templateLinks\":[]}"
            let set = try PolicySet(json: JSON(parsing: Array(text.utf8)))
            #expect(set.policy("p")?.body.principal == .any)
            #expect(set.policy("p")?.body.action == .any)
            #expect(set.policy("p")?.body.resource == .any)
        }
    }
}
