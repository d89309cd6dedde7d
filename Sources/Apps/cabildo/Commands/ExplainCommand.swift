import ArgumentParser
import CanonicalJSON
import Governance

/// `cabildo explain`: the chain of authority of a rule, agreement, mandate or act.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show on what a rule, agreement, mandate, act or ruling rests, up to the charter.",
        discussion: """
            A ruling is named by the client, the service and, where it is not GET, the method: \
            `explain ruling social-development/benefits:birth-records`. It is given by the register \
            as it stands at the moment asked about, and no call is made.
            """
    )

    /// What can be explained.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case rule
        case agreement
        case mandate
        case act
        case ruling
    }

    @Argument(help: "rule, agreement, mandate, act or ruling.")
    var kind: Kind

    @Argument(help: "The identifier.")
    var id: String

    @OptionGroup var register: RegisterOptions

    @Option(help: "The form of the answer.")
    var format = OutputFormat.text

    func run() async throws {
        let source = try register.source()
        let loaded: SourcedRegister
        do {
            loaded = try await source()
        } catch {
            throw Output.unusable(error)
        }
        let view = RegisterView(loaded.register, at: register.asOf ?? Moment.now())
        if kind == .ruling { return try explainRuling(by: view) }
        guard let citation = citation(in: view) else {
            let nearest = Spelling.nearest(to: id, among: names(in: view))
            let help = nearest.map { "; did you mean `\($0)`?" } ?? ""
            Output.complain("error: there is no \(kind.rawValue) `\(id)`\(help)\n")
            throw ExitCode(2)
        }
        switch format {
        case .text: Output.write(Self.text(of: citation))
        case .json: Output.write(json(of: citation, at: view.instant).prettyText() + "\n")
        }
    }

    private func citation(in view: RegisterView) -> Citation? {
        switch kind {
        case .rule: RuleID(id).flatMap { view.citation(of: $0) }
        case .agreement: AgreementID(id).flatMap { view.citation(of: $0) }
        case .mandate: MandateID(id).flatMap { view.citation(of: $0) }
        case .act: ActID(id).flatMap { view.citation(of: $0) }
        case .ruling: nil
        }
    }

    private func names(in view: RegisterView) -> [String] {
        switch kind {
        case .rule: view.register.rules.keys
        case .agreement: view.register.agreements.keys
        case .mandate: view.register.mandates.keys
        case .act: view.register.acts.map(\.id.text)
        case .ruling: []
        }
    }

    /// The chain, each link indented below what rests on it.
    static func text(of citation: Citation) -> String {
        var text = ""
        for (depth, link) in citation.chain.enumerated() {
            text += String(repeating: "  ", count: depth) + "\(link.kind.rawValue) `\(link.id)`"
            if let title = link.title { text += ": \(title)" }
            if let position = link.position { text += " (entry \(position))" }
            text += "\n"
        }
        return text
    }

    private func json(of citation: Citation, at instant: Instant) -> JSON {
        let links = citation.chain.map { link -> JSON in
            var object: JSONObject = [
                "kind": .string(link.kind.rawValue), "id": .string(link.id),
            ]
            if let title = link.title { object["title"] = .string(title) }
            if let position = link.position { object["position"] = .integer(Int64(position)) }
            return .object(object)
        }
        return .object([
            "report": "explain",
            "version": 1,
            "as_of": .string(instant.description),
            "chain": .array(links),
        ])
    }
}
