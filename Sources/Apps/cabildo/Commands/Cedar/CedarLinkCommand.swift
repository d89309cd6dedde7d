import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar link`: a policy made of a template.
struct CedarLinkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Make a policy of a template.",
        discussion: """
            Writes the link, or with --links adds it to that file, which is made where there is \
            none and is replaced in one step. The template is named by its identifier (policy0, \
            policy1 … by place in the file) or by its @id.

            Exit status: 0, or 1 when the link does not fit the template or the name is taken.

            Example:
              cabildo cedar link --policies shares.cedar --template-id policy0 --new-id share7 \
            --arguments '{"?principal":"User::\\"alice\\""}' --links shares.links.json
            """
    )

    @Option(help: "The file of policies.")
    var policies: String

    @Option(help: "The form of the policies.")
    var policiesFormat: CedarSyntax?

    @Option(name: .customLong("template-id"), help: "The template.")
    var templateID: String

    @Option(name: .customLong("new-id"), help: "The name of the policy that the link makes.")
    var newID: String

    @Option(help: "The slots' values, a JSON object such as {\"?principal\":\"User::\\\"a\\\"\"}.")
    var arguments: String

    @Option(help: "The JSON file of links to which to add.")
    var links: String?

    @Option(help: "The form of the answer.")
    var format = OutputFormat.text

    func run() throws {
        try CedarRun.perform(format) {
            let file = try CedarFile.read(policies)
            var set = try CedarDocuments.policies(
                file,
                CedarSyntax.of(policies, policiesFormat)
            )
            var known: [CedarLink] = []
            if let links, CedarFile.exists(links) {
                let file = try CedarFile.read(links)
                known = try CedarDocuments.links(file)
                try CedarDocuments.add(known, of: file, to: &set)
            }
            let values = CedarFile(name: "--arguments", bytes: Array(arguments.utf8))
            let link: CedarLink
            do {
                link = try CedarLink(
                    template: templateID,
                    id: newID,
                    values: CedarForms.json(values.bytes)
                )
                try link.resolved(in: set).add(to: &set)
            } catch {
                throw CedarDiagnostic(error, in: values)
            }
            if let links {
                let all = JSON.array((known + [link]).map(\.json))
                try CedarFile.replace(links, with: Array((all.prettyText() + "\n").utf8))
            }
            switch format {
            case .json: CedarRun.write(link.json)
            case .text:
                Output.write(
                    "`\(newID)`, a link to `\(link.resolved(in: set).template)`"
                        + (links.map { ", added to \($0)" } ?? "") + "\n"
                )
                if links == nil { CedarRun.write(link.json) }
            }
            return 0
        }
    }
}
