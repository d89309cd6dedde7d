import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Published examples` {
    private static let folders = [
        "document_cloud", "github_example", "hotel_chains/static", "hotel_chains/templated",
        "sales_orgs/static", "sales_orgs/templated", "streaming_service", "tags_n_roles",
        "tax_preparer",
    ].map { "examples/cedar-example-use-cases/\($0)" }

    @Test(arguments: folders)
    func `validate and decide as they say`(_ folder: String) throws {
        let schema = try Schema(parsing: Vectors.text("\(folder)/policies.cedarschema"))
        let parsed = try PolicySet(parsing: Vectors.text("\(folder)/policies.cedar"))
        // The examples name policies by their annotation.
        var set = PolicySet()
        for policy in parsed.policies + parsed.templates {
            try set.add(policy, id: policy.annotation("id") ?? policy.id)
        }
        if let links = try? Vectors.json("\(folder)/linked") {
            for link in links.items {
                let values = link.at("args")
                try set.link(
                    template: link.at("template_id").text,
                    id: link.at("link_id").text,
                    principal: values["?principal"].map { try EntityUID(parsing: $0.text) },
                    resource: values["?resource"].map { try EntityUID(parsing: $0.text) }
                )
            }
        }
        #expect(schema.validate(set).filter { !$0.isWarning } == [])
        let entities = try Self.entities(folder, schema)
        let compiled = CompiledPolicies(set, entities: entities)
        var tally = Tally(folder)
        for (name, expected) in [("ALLOW", Response.Decision.allow), ("DENY", .deny)] {
            for file in try Vectors.files("\(folder)/\(name)", ending: ".json") {
                let json = try Vectors.json(file)
                let action = try EntityUID(parsing: json.at("action").text)
                let request = Request(
                    principal: try EntityUID(parsing: json.at("principal").text),
                    action: action,
                    resource: try EntityUID(parsing: json.at("resource").text),
                    context: try CedarRecord(
                        context: json["context"] ?? [:],
                        action: action,
                        schema: schema
                    )
                )
                try schema.validate(request: request)
                tally.check(compiled.authorize(request).decision == expected, file)
            }
        }
        tally.finish()
    }

    /// The entities of an example, without the schema where they do not fit it.
    ///
    /// The first exception uses an undeclared type, the second puts documents in place of shares.
    private static func entities(_ folder: String, _ schema: Schema) throws -> Entities {
        let json = try Vectors.json("\(folder)/entities.json")
        guard folder.hasSuffix("github_example") || folder.hasSuffix("document_cloud") else {
            return try Entities(json: json, schema: schema)
        }
        #expect(throws: CedarError.self) { try Entities(json: json, schema: schema) }
        return try Entities(Entities(json: json).all + schema.actionEntities)
    }

    @Test(arguments: [
        "gdrive/gdrive", "gdrive-templates/gdrive-templates", "github/github",
        "github-templates/github-templates", "tinytodo/tinytodo",
    ])
    func `of the paper are valid against their JSON schema`(_ name: String) throws {
        let path = "examples/oopsla2024/\(name)"
        let schema = try Schema(json: Vectors.json("\(path).cedarschema.json"))
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        for file in try Vectors.files(folder, ending: ".cedar") {
            let set = try PolicySet(parsing: Vectors.text(file))
            #expect(!(set.policies + set.templates).isEmpty)
            #expect(schema.validate(set).filter { !$0.isWarning } == [])
        }
    }
}
