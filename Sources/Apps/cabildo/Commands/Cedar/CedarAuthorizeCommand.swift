import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar authorize`: the decision on a request.
struct CedarAuthorizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authorize",
        abstract: "Decide a request.",
        discussion: """
            Give the request as a JSON file with principal, action, resource and context, or by its \
            parts. With a schema, short forms of values are understood in the entities and the \
            context, both must fit the schema, and its actions are known.

            Exit status: 0 allow, 2 deny, 1 when something cannot be read or does not fit the schema.

            Example:
              cabildo cedar authorize --policies photos.cedar --entities people.json \
            --principal 'User::"alice"' --action 'Action::"view"' --resource 'Photo::"beach"'
            """
    )

    @OptionGroup var policies: CedarPolicyOptions
    @OptionGroup var schema: CedarSchemaOptions

    @Option(help: "The JSON file of entities.")
    var entities: String

    @Option(help: "The JSON file of the request.")
    var request: String?

    @Option(help: "Who asks, such as User::\"alice\".")
    var principal: String?

    @Option(help: "What they want to do, such as Action::\"view\".")
    var action: String?

    @Option(help: "To what, such as Photo::\"beach\".")
    var resource: String?

    @Option(help: "The JSON file of the context; empty when left out.")
    var context: String?

    @Flag(name: .shortAndLong, help: "Also show the text of the policies that decided.")
    var verbose = false

    @Option(help: "The form of the answer.")
    var format = OutputFormat.text

    func run() throws {
        try CedarRun.perform(format) {
            let loaded = try policies.read()
            let schema = try schema.read()
            let entities = try CedarDocuments.entities(CedarFile.read(entities), schema: schema)
            let request = try self.request(schema)
            let response = CompiledPolicies(loaded.set, entities: entities).authorize(request)
            switch format {
            case .text: Output.write(text(of: response, by: loaded))
            case .json: CedarRun.write(json(of: response, by: loaded))
            }
            return response.decision == .allow ? 0 : 2
        }
    }

    private func request(_ schema: Schema?) throws -> Request {
        let parts = [principal, action, resource, context]
        if let request {
            guard parts.allSatisfy({ $0 == nil }) else {
                throw CedarToolError("name the request with `--request` or by its parts, not both")
            }
            return try CedarDocuments.request(CedarFile.read(request), schema: schema)
        }
        guard let principal, let action, let resource else {
            throw CedarToolError(
                "a request needs `--request`, or `--principal`, `--action` and `--resource`"
            )
        }
        return try CedarDocuments.request(
            principal: principal,
            action: action,
            resource: resource,
            context: context.map { try CedarFile.read($0) },
            schema: schema
        )
    }

    private func text(of response: Response, by loaded: LoadedPolicies) -> String {
        var text = response.decision.rawValue.uppercased() + "\n"
        if response.determining.isEmpty { text += "no policy permits the request\n" }
        for policy in response.determining.compactMap(loaded.set.policy) {
            text += "\(policy.effect.rawValue) by \(name(of: policy, in: loaded))\n"
            guard verbose else { continue }
            for line in policy.text.split(separator: "\n", omittingEmptySubsequences: false) {
                text += "    \(line)\n"
            }
        }
        for error in response.errors {
            let policy = loaded.set.policy(error.policyID)
            let name = policy.map { self.name(of: $0, in: loaded) } ?? "`\(error.policyID)`"
            text += "skipped \(name): \(error.kind.rawValue): \(error.error.reason)\n"
        }
        if response.hasForbidError {
            text += "warning: a policy that forbids was skipped, so it could not forbid\n"
        }
        return text
    }

    private func name(of policy: Policy, in loaded: LoadedPolicies) -> String {
        var name = "`\(policy.id)`"
        if let template = policy.templateID { name += ", a link to `\(template)`" }
        if let id = policy.annotation("id") {
            name += " @id(\(CedarPrinter.quoted(CedarText(id))))"
        }
        if let position = loaded.position(of: policy) {
            name += " at \(loaded.file.name):\(position)"
        }
        return name
    }

    private func json(of response: Response, by loaded: LoadedPolicies) -> JSON {
        func policy(_ id: String) -> JSONObject {
            var object: JSONObject = ["id": .string(id)]
            guard let policy = loaded.set.policy(id) else { return object }
            object["effect"] = .string(policy.effect.rawValue)
            if let template = policy.templateID { object["template"] = .string(template) }
            if let name = policy.annotation("id") { object["annotation"] = .string(name) }
            if let position = loaded.position(of: policy) {
                object["line"] = .integer(Int64(position.line))
                object["column"] = .integer(Int64(position.column))
            }
            if verbose { object["text"] = .string(policy.text) }
            return object
        }
        let errors = response.errors.map { error -> JSON in
            var object = policy(error.policyID)
            object["kind"] = .string(error.kind.rawValue)
            object["reason"] = .string(error.error.reason)
            return .object(object)
        }
        return [
            "decision": .string(response.decision.rawValue),
            "reasons": .array(response.determining.map { .object(policy($0)) }),
            "errors": .array(errors),
        ]
    }
}
