import ArgumentParser
import CanonicalJSON
import Governance

/// `cabildo rules`: the rules in force as one policy set, and what another engine needs beside it.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Write the rules in force as one Cedar policy set, for any Cedar engine.",
        discussion: """
            Each policy carries `@id` (rule#policy), `@act` and `@safeguard`. With `--call` the \
            policies, the schema, the entities and the request of one call are written as a JSON \
            object on one line, so that anybody can check a ruling: \
            `rules --data DIR --call social-development/benefits:birth-records`.
            """
    )

    /// What is written.
    enum Part: String, EnumerableFlag {
        case policies
        case schema
        case entities

        static func help(for value: Part) -> ArgumentHelp? {
            switch value {
            case .policies: "The policies; what is written when nothing is said."
            case .schema: "The governance schema, which all rules fit. It needs no register."
            case .entities: "The register as entities, in Cedar's JSON form."
            }
        }
    }

    /// The forms of the policies.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case cedar
        case json
    }

    @OptionGroup var register: RegisterOptions

    @Flag var part = Part.policies

    @Option(help: "Write all that is needed to decide on this call: CLIENT:SERVICE[:METHOD].")
    var call: String?

    @Option(help: "The purpose that the call states.")
    var purpose: String?

    @Option(help: "The form of the policies: cedar, or Cedar's own JSON.")
    var format = Format.cedar

    func run() async throws {
        if part == .schema { return Output.write(GovernanceSchema.text + "\n") }
        let view: RegisterView
        do {
            view = try await register.view()
        } catch let error as ValidationError {
            throw error
        } catch {
            throw Output.unusable(error)
        }
        let text: String
        do {
            text = try answer(in: view)
        } catch let error as Refusal {
            throw Output.unusable(error)
        }
        Output.write(text)
    }

    private func answer(in view: RegisterView) throws -> String {
        if let call {
            let question = try CallName.question(call, purpose: purpose, at: view.instant)
            let book = try RuleBook(view.register, at: view.instant)
            guard let json = try book.cedarCase(of: question) else {
                let ruling = book.rule(on: question)
                Output.complain("error: no rule is asked: \(ruling.sentence)\n")
                throw ExitCode(1)
            }
            return try line(json)
        }
        let rules = try PublishedRules(view)
        switch (part, format) {
        case (.entities, _): return try rules.entities().prettyText() + "\n"
        case (_, .json): return try rules.json().prettyText() + "\n"
        case (_, .cedar): return rules.cedar
        }
    }

    private func line(_ json: JSON) throws -> String {
        String(decoding: try json.canonicalBytes(), as: UTF8.self) + "\n"
    }
}
