import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Validator vectors` {
    @Test(arguments: [(Schema.Mode.strict, "strict"), (.permissive, "permissive")])
    func `gives each policy the same verdict`(_ mode: Schema.Mode, _ member: String) throws {
        var policies = Tally("cedar-go-validate, policies, \(member)")
        for name in try Self.names() {
            let schema = try Schema(parsing: Vectors.text("\(name).cedarschema"))
            let set = try PolicySet(parsing: Vectors.text("\(name).cedar"))
            let expected = try Vectors.json("\(name).validation.json").at("policyValidation")
            let findings = schema.validate(set, mode: mode)
            for (id, verdict) in expected.at("perPolicy").objectValue ?? [:] {
                let mine = findings.filter { $0.policyID == id && !$0.isWarning }
                policies.check(
                    mine.isEmpty == verdict.at(member).boolValue,
                    "\(name) \(id): \(mine) \(verdict)\n\(set.policy(id)?.text ?? "")"
                )
            }
        }
        policies.finish()
    }

    @Test func `accepts in permissive mode what is valid in strict mode`() throws {
        var tally = Tally("valid in strict mode is valid in permissive mode")
        for name in try Self.names() {
            let schema = try Schema(parsing: Vectors.text("\(name).cedarschema"))
            let set = try PolicySet(parsing: Vectors.text("\(name).cedar"))
            Self.compare(schema, set, &tally)
        }
        for line in try Vectors.lines("corpus-2000.jsonl") {
            let schema = try Schema(parsing: line.at("schema").text)
            Self.compare(schema, try PolicySet(parsing: line.at("policies").text), &tally)
        }
        tally.finish()
    }

    private static func compare(_ schema: Schema, _ set: PolicySet, _ tally: inout Tally) {
        func refused(_ mode: Schema.Mode) -> Set<String> {
            Set(schema.validate(set, mode: mode).filter { !$0.isWarning }.map(\.policyID))
        }
        let extra = refused(.permissive).subtracting(refused(.strict))
        tally.check(extra.isEmpty, "\(extra.sorted()) in \(set.policies.map(\.text))")
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
                for mode in ["strict", "permissive"] {
                    tally.check(
                        isValid == verdict.at(mode).boolValue,
                        "\(name) \(mode) \(item) \(verdict)"
                    )
                }
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
