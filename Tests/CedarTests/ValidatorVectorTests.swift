import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Validator vectors` {
    @Test func `gives each policy the same verdict in strict mode`() throws {
        print("cedar-go-validate, permissive verdicts: not supported, skipped")
        var policies = Tally("cedar-go-validate, policies")
        for name in try Self.names() {
            let schema = try Schema(parsing: Vectors.text("\(name).cedarschema"))
            let set = try PolicySet(parsing: Vectors.text("\(name).cedar"))
            let expected = try Vectors.json("\(name).validation.json").at("policyValidation")
            let findings = schema.validate(set)
            for (id, verdict) in expected.at("perPolicy").objectValue ?? [:] {
                let mine = findings.filter { $0.policyID == id && !$0.isWarning }
                policies.check(
                    mine.isEmpty == verdict.at("strict").boolValue,
                    "\(name) \(id): \(mine) \(verdict)\n\(set.policy(id)?.text ?? "")"
                )
            }
        }
        policies.finish()
    }

    @Test func `gives each entity the same verdict`() throws {
        var tally = Tally("cedar-go-validate, entities")
        for name in try Self.names() {
            let schema = try Schema(parsing: Vectors.text("\(name).cedarschema"))
            let expected = try Vectors.json("\(name).validation.json").at("entityValidation")
            for item in try Vectors.json("\(name).entities.json").items {
                let uid = try EntityUID(json: item.at("uid"))
                let verdict = expected.at("perEntity").at("\(uid.type)::\(uid.id)")
                let isValid = (try? Entities(json: .array([item]), schema: schema)) != nil
                tally.check(
                    isValid == verdict.at("errors").items.isEmpty,
                    "\(name) \(item) \(verdict)"
                )
            }
        }
        tally.finish()
    }

    @Test func `gives each request the same verdict`() throws {
        var tally = Tally("cedar-go-validate, requests")
        for name in try Self.names() {
            let schema = try Schema(parsing: Vectors.text("\(name).cedarschema"))
            let expected = try Vectors.json("\(name).validation.json").at("requestValidation").items
            let requests = try Vectors.json("\(name).json").at("requests").items
            for (item, verdict) in zip(requests, expected) {
                let isValid: Bool
                do {
                    try schema.validate(request: Request(json: item, schema: schema))
                    isValid = true
                } catch {
                    isValid = false
                }
                tally.check(isValid == verdict.at("strict").boolValue, "\(name) \(item) \(verdict)")
            }
        }
        tally.finish()
    }

    @Test func `reads the same entity documents with a schema`() throws {
        var tally = Tally("cedar-go-entity-parsing")
        let folder = "cedar-go-entity-parsing"
        for file in try Vectors.files(folder, ending: ".parsing.json") {
            let name = String(file.dropLast(".parsing.json".count))
            let test = try Vectors.json("\(name).json")
            let expected = try Vectors.json(file)
            let schema = try Schema(parsing: Vectors.text("\(folder)/\(test.at("schema").text)"))
            let json = try? Vectors.json("\(folder)/\(test.at("entities").text)")
            let all = json.flatMap { try? Entities(json: $0, schema: schema) }
            tally.check(
                (all != nil) == expected.at("allEntities").at("success").boolValue,
                "\(name): \(all != nil)"
            )
            for item in json?.items ?? [] {
                let key = "\(item.at("uid").at("type").text)::\(item.at("uid").at("id").text)"
                guard let verdict = expected.at("perEntity").at(key)["success"] else { continue }
                let one = try? Entities(json: .array([item]), schema: schema)
                tally.check((one != nil) == verdict.boolValue, "\(name): \(item)")
            }
        }
        tally.finish()
    }

    private static func names() throws -> [String] {
        try Vectors.files("cedar-go-validate", ending: ".cedarschema")
            .map { String($0.dropLast(".cedarschema".count)) }
    }
}
