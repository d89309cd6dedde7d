import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar check-parse`: whether documents can be read.
struct CedarCheckParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-parse",
        abstract: "Check that policies, schemas, entities, links or an expression can be read.",
        discussion: """
            Everything that is named is read, and the first error in each is told with its place. \
            With both --schema and --entities, the entities must fit the schema.

            Exit status: 0 when all can be read, 1 otherwise.

            Example:
              cabildo cedar check-parse --policies photos.cedar --schema photos.cedarschema
              cabildo cedar check-parse --expression 'context.age >= 18'
            """
    )

    @Option(help: "A file of policies.")
    var policies: String?

    @Option(help: "The form of the policies.")
    var policiesFormat: CedarSyntax?

    @Option(help: "A JSON file of links to the templates of the policies.")
    var links: String?

    @OptionGroup var schema: CedarSchemaOptions

    @Option(help: "A JSON file of entities.")
    var entities: String?

    @Option(help: "An expression in Cedar syntax.")
    var expression: String?

    @Option(help: "The form of the report.")
    var format = OutputFormat.text

    private typealias Report = (what: String, counts: JSONObject)

    func run() throws {
        try CedarRun.perform(format) {
            let steps: [(Bool, () throws -> Report)] = [
                (policies != nil, readPolicies), (schema.schema != nil, readSchema),
                (entities != nil, readEntities), (expression != nil, readExpression),
            ]
            guard steps.contains(where: \.0) else {
                throw CedarToolError(
                    "name something to read: `--policies`, `--schema`, `--entities` or "
                        + "`--expression`"
                )
            }
            var reports: [JSON] = []
            var isGood = true
            for (_, step) in steps.filter(\.0) {
                do {
                    let report = try step()
                    var object = report.counts
                    object["read"] = .string(report.what)
                    reports.append(.object(object))
                    if format == .text { Output.write(text(of: report)) }
                } catch {
                    isGood = false
                    switch format {
                    case .text: _ = CedarRun.fail(error, .text)
                    case .json:
                        let fallback: JSON = ["severity": "error", "reason": .string("\(error)")]
                        reports.append(["error": (error as? CedarDiagnostic)?.json ?? fallback])
                    }
                }
            }
            if format == .json { CedarRun.write(.array(reports)) }
            return isGood ? 0 : 1
        }
    }

    private func text(of report: Report) -> String {
        let counts = report.counts.map { "\($0.value.integerValue ?? 0) \($0.key)" }
        return "\(report.what): \(counts.joined(separator: ", "))\n"
    }

    private func readPolicies() throws -> Report {
        let path = policies ?? "-"
        let file = try CedarFile.read(path)
        var set = try CedarDocuments.policies(file, CedarSyntax.of(path, policiesFormat))
        if let links {
            let file = try CedarFile.read(links)
            try CedarDocuments.add(try CedarDocuments.links(file), of: file, to: &set)
        }
        let linked = set.policies.count { $0.templateID != nil }
        return (
            file.name,
            [
                "policies": .integer(Int64(set.policies.count - linked)),
                "templates": .integer(Int64(set.templates.count)),
                "links": .integer(Int64(linked)),
            ]
        )
    }

    private func readSchema() throws -> Report {
        let read = try schema.read()
        return (
            schema.schema ?? "-",
            [
                "entity types": .integer(Int64(read?.entityTypes.count ?? 0)),
                "actions": .integer(Int64(read?.actions.count ?? 0)),
            ]
        )
    }

    private func readEntities() throws -> Report {
        let file = try CedarFile.read(entities ?? "-")
        let read = try CedarDocuments.entities(file, schema: try schema.read())
        return (file.name, ["entities": .integer(Int64(read.all.count))])
    }

    private func readExpression() throws -> Report {
        let text = expression ?? ""
        do {
            let policy = try Policy(condition: text, id: "expression", limits: CedarForms.limits)
            return ("expression", ["nodes": .integer(Int64(policy.body.expression.nodes.count))])
        } catch {
            throw CedarDiagnostic(error, in: CedarFile(name: "expression", bytes: Array(text.utf8)))
        }
    }
}
