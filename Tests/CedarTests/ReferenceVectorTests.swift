import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `The reference evaluator` {
    @Test func `evaluates expressions as the vectors say`() throws {
        let world = try Vectors.json("differential/expr.world.json")
        let store = try ReferenceStore(json: world.at("entities").items)
        let request = try ReferenceRequest(json: world.at("request"))
        var tally = Tally("reference, expr.jsonl")
        for line in try Vectors.lines("differential/expr.jsonl") {
            let expected = line.at("result").text
            let text = "permit(principal,action,resource) when {\(line.at("expr").text)\n};"
            guard let set = try? PolicySet(parsing: text) else {
                tally.check(expected == "parse_error", text)
                continue
            }
            let answer = ReferenceAuthorizer(policies: set.policies, store: store).answer(request)
            let found =
                answer.errors.first.map { "error:\($0.dropFirst("policy0 ".count))" }
                ?? String(answer.isAllowed)
            tally.check(found == expected, "\(line.at("expr").text): \(found), \(expected)")
        }
        tally.finish()
    }

    @Test func `reads extension values as the vectors say`() throws {
        var tally = Tally("reference, ext.jsonl")
        for line in try Vectors.lines("differential/ext.jsonl") {
            let text = Array(line.at("arg").text.unicodeScalars)
            let isRight = line.at("ok").boolValue
            let note = "\(line.at("fn").text) \(line.at("arg").text)"
            if line.at("fn").text == "decimal" {
                let value = ReferenceReading.decimal(text)
                tally.check((value != nil) == isRight, note)
                let scaled = line.at("scaled").integerValue ?? Int64(line.at("scaled").text)
                tally.check(value == scaled, note)
                continue
            }
            let address = ReferenceReading.address(text)
            tally.check((address != nil) == isRight, note)
            guard let address else { continue }
            for method in ["isIpv4", "isLoopback", "isMulticast"] {
                let found = try ReferenceCall.call(method, [.address(address)])
                let expected = ReferenceValue.bool(line.at(method).boolValue == true)
                tally.check(found.equals(expected), "\(note) \(method)")
            }
            for (range, isInside) in line.at("inRange").objectValue ?? [:] {
                let outer = try #require(ReferenceReading.address(Array(range.unicodeScalars)))
                let found = try ReferenceCall.call(
                    "isInRange",
                    [.address(address), .address(outer)]
                )
                let expected = ReferenceValue.bool(isInside.boolValue == true)
                tally.check(found.equals(expected), "\(note) in \(range)")
            }
        }
        tally.finish()
    }

    @Test func `decides cases as the vectors say`() throws {
        var tally = Tally("reference, cases.jsonl")
        for line in try Vectors.lines("differential/cases.jsonl") {
            var set = try PolicySet(parsing: line.at("policies").text)
            for link in line.at("links").items {
                let values = link.at("values")
                try set.link(
                    template: link.at("template_id").text,
                    id: link.at("new_id").text,
                    principal: values["?principal"].map(EntityUID.init(json:)),
                    resource: values["?resource"].map(EntityUID.init(json:))
                )
            }
            let store = try ReferenceStore(json: line.at("entities").items)
            let answer = ReferenceAuthorizer(policies: set.policies, store: store)
                .answer(try ReferenceRequest(json: line.at("request")))
            let expected = line.at("expect")
            let kinds = (expected.at("error_kinds").objectValue ?? [:])
                .map { "\($0.key) \($0.value.text)" }
            let wanted = ReferenceAnswer(
                isAllowed: expected.at("decision").text == "allow",
                determining: expected.at("reasons").items.map(\.text).sorted(),
                errors: kinds.sorted()
            )
            tally.check(answer == wanted, "\(line.at("id").text): \(answer), \(wanted)")
        }
        tally.finish()
    }

    @Test func `decides the corpus as the vectors say`() throws {
        var tally = Tally("reference, corpus-2000.jsonl")
        for line in try Vectors.lines("corpus-2000.jsonl") {
            let set = try PolicySet(parsing: line.at("policies").text)
            let schema = try Schema(parsing: line.at("schema").text)
            // The short forms of values are written out before the reference reads them.
            let entities = try Entities(json: line.at("entities"), schema: schema)
            let store = try ReferenceStore(json: entities.all.map(\.json))
            let authorizer = ReferenceAuthorizer(policies: set.policies, store: store)
            for item in line.at("requests").items {
                let request = try Request(json: item, schema: schema)
                let json: JSON = .object([
                    "principal": item.at("principal"), "action": item.at("action"),
                    "resource": item.at("resource"), "context": .object(request.context.json),
                ])
                let answer = authorizer.answer(try ReferenceRequest(json: json))
                let errors = answer.errors.map { String($0.prefix { $0 != " " }) }
                let isSame =
                    answer.isAllowed == (item.at("decision").text == "allow")
                    && answer.determining == item.at("reason").items.map(\.text).sorted()
                    && errors == item.at("errors").items.map(\.text).sorted()
                tally.check(isSame, "\(line.at("id").text): \(answer) \(set.policies.map(\.text))")
            }
        }
        tally.finish()
    }
}
