import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Differential vectors` {
    @Test func `reads and refuses the same policy texts`() throws {
        var tally = Tally("parse.jsonl")
        for line in try Vectors.lines("differential/parse.jsonl") {
            let text = line.at("text").text
            let expected = line.at("ok").boolValue
            let set = try? PolicySet(parsing: text)
            tally.check((set != nil) == expected, "\(text) \(line.at("err").text)")
            if let set, let count = line.at("n").integerValue {
                // The oracle counts static policies, not templates.
                let found = set.policies.count
                tally.check(found == Int(count), "count \(found), not \(count): \(text)")
            }
        }
        tally.finish()
    }

    @Test func `evaluates expressions alike`() throws {
        let world = try Vectors.json("differential/expr.world.json")
        let entities = try Entities(json: world.at("entities"))
        let request = try Request(json: world.at("request"))
        var tally = Tally("expr.jsonl")
        for line in try Vectors.lines("differential/expr.jsonl") {
            let source = line.at("expr").text
            let found = Self.outcome(source, entities, request)
            tally.check(
                found == line.at("result").text,
                "\(source): \(found), \(line.at("result").text)"
            )
        }
        tally.finish()
    }

    private static func outcome(
        _ expression: String,
        _ entities: Entities,
        _ request: Request
    ) -> String {
        let text = "permit(principal,action,resource) when {\(expression)\n};"
        guard let set = try? PolicySet(parsing: text) else { return "parse_error" }
        let response = CompiledPolicies(set, entities: entities).authorize(request)
        if let error = response.errors.first { return "error:\(error.kind.rawValue)" }
        return response.decision == .allow ? "true" : "false"
    }

    @Test func `reads extension values alike`() throws {
        var tally = Tally("ext.jsonl")
        for line in try Vectors.lines("differential/ext.jsonl") {
            let text = line.at("arg").text
            let note = "\(line.at("fn").text) \(text)"
            if line.at("fn").text == "decimal" {
                let value = CedarDecimal(text)
                tally.check((value != nil) == line.at("ok").boolValue, note)
                if let value {
                    let scaled = line.at("scaled").integerValue ?? Int64(line.at("scaled").text)
                    tally.check(value.scaled == scaled, note)
                }
                continue
            }
            let value = CedarAddress(text)
            tally.check((value != nil) == line.at("ok").boolValue, note)
            guard let value else { continue }
            tally.check(value.isIPv6 != line.at("isIpv4").boolValue, note)
            tally.check(value.isLoopback == line.at("isLoopback").boolValue, note)
            tally.check(value.isMulticast == line.at("isMulticast").boolValue, note)
            for (range, inside) in line.at("inRange").objectValue ?? [:] {
                let other = try #require(CedarAddress(range))
                tally.check(value.isInRange(other) == inside.boolValue, "\(note) in \(range)")
            }
        }
        tally.finish()
    }

    @Test func `decides cases alike`() throws {
        var tally = Tally("cases.jsonl")
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
            let entities = try Entities(json: line.at("entities"))
            let request = try Request(json: line.at("request"))
            let compiled = CompiledPolicies(set, entities: entities)
            let response = compiled.authorize(request)
            let expected = line.at("expect")
            var kinds: [String: String] = [:]
            for error in response.errors { kinds[error.policyID] = error.kind.rawValue }
            var expectedKinds: [String: String] = [:]
            for (id, kind) in expected.at("error_kinds").objectValue ?? [:] {
                expectedKinds[id] = kind.text
            }
            let isSame =
                response.decision.rawValue == expected.at("decision").text
                && Set(response.determining) == Set(expected.at("reasons").items.map(\.text))
                && Set(response.errors.map(\.policyID))
                    == Set(expected.at("errors").items.map(\.text))
                && kinds == expectedKinds
                && response == compiled.authorizeByScanning(request)
                && response
                    == CompiledPolicies(set).authorize(request, entities: entities)
            tally.check(isSame, "\(line.at("id").text) \(response) \(expected)")
        }
        tally.finish()
    }

    @Test func `prints policies so that they read the same`() throws {
        var tally = Tally("print, parse.jsonl and cases.jsonl")
        for file in ["parse", "cases"] {
            for line in try Vectors.lines("differential/\(file).jsonl") {
                let text = line.at(file == "parse" ? "text" : "policies").text
                guard let set = try? PolicySet(parsing: text) else { continue }
                for policy in set.policies + set.templates {
                    let printed = CedarPrinter.text(policy.body)
                    let again = try? PolicySet(parsing: printed)
                    let body = again.flatMap { $0.policies.first ?? $0.templates.first }?.body
                    tally.check(body == policy.body, printed)
                }
            }
        }
        tally.finish()
    }
}
