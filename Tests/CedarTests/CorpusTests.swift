import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Cedar corpus` {
    @Test func `agrees with two thousand generated cases`() throws {
        var validation = Tally("corpus-2000.jsonl, shouldValidate")
        var permissive = Tally("corpus-2000.jsonl, permissive verdicts")
        var decisions = Tally("corpus-2000.jsonl, decisions")
        for line in try Vectors.lines("corpus-2000.jsonl") {
            let id = line.at("id").text
            try Self.check(
                id,
                policies: line.at("policies").text,
                schema: line.at("schema").text,
                line,
                entities: line.at("entities"),
                &validation,
                &permissive,
                &decisions
            )
        }
        validation.finish()
        permissive.finish()
        decisions.finish()
    }

    @Test(arguments: ["decimal", "example_use_cases", "ip", "multi"])
    func `agrees with the integration tests`(_ folder: String) throws {
        var validation = Tally("tests/\(folder), shouldValidate")
        var permissive = Tally("tests/\(folder), valid in strict mode is valid in permissive mode")
        var decisions = Tally("tests/\(folder), decisions")
        for file in try Vectors.files("tests/\(folder)", ending: ".json") {
            let test = try Vectors.json(file)
            try Self.check(
                file,
                policies: try Vectors.text(test.at("policies").text),
                schema: try Vectors.text(test.at("schema").text),
                test,
                entities: try Vectors.json(test.at("entities").text),
                &validation,
                &permissive,
                &decisions
            )
        }
        validation.finish()
        permissive.finish()
        decisions.finish()
    }

    private static func check(
        _ id: String,
        policies: String,
        schema: String,
        _ test: JSON,
        entities json: JSON,
        _ validation: inout Tally,
        _ permissive: inout Tally,
        _ decisions: inout Tally
    ) throws {
        let set = try PolicySet(parsing: policies)
        let schema: Schema = try {
            do { return try Schema(parsing: schema) } catch {
                Issue.record("\(id): \(error) in \(schema)")
                throw error
            }
        }()
        let findings = schema.validate(set)
        let isValid = !findings.contains { !$0.isWarning }
        validation.check(
            isValid == test.at("shouldValidate").boolValue,
            "\(id): \(isValid), \(findings) \(policies)\n\(test.at("validation"))"
        )
        // Where no permissive verdict is given, what is valid in strict mode must be valid.
        let isPermitted = !schema.validate(set, mode: .permissive).contains { !$0.isWarning }
        permissive.check(
            isPermitted == test.at("validation").at("permissive").boolValue
                ?? (isPermitted || isValid)
                && (isPermitted || !isValid),
            "\(id): \(isPermitted) \(policies)\n\(test.at("validation"))"
        )
        let entities = try Entities(json: json, schema: schema)
        let compiled = CompiledPolicies(set, entities: entities)
        for item in test.at("requests").items {
            let request = try Request(json: item, schema: schema)
            let response = compiled.authorize(request)
            let isSame =
                response.decision.rawValue == item.at("decision").text
                && Set(response.determining) == Set(item.at("reason").items.map(\.text))
                && Set(response.errors.map(\.policyID)) == Set(item.at("errors").items.map(\.text))
            decisions.check(isSame, "\(id): \(response) \(policies)")
            let fits = (try? schema.validate(request: request)) != nil
            if item.at("validateRequest").boolValue != false {
                decisions.check(fits, "\(id): request does not fit \(item)")
            }
        }
    }
}
