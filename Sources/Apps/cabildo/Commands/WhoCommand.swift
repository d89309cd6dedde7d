import ArgumentParser
import CanonicalJSON
import Governance

/// `cabildo who`: who decides, operates, supervises, funds, maintains and advises on a subject.
struct WhoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who",
        abstract: "Say who may do what on a subject, and by what law."
    )

    @Argument(
        help: "The subject, such as identity/credentials.",
        transform: { text in
            guard let path = SubjectPath(text) else {
                throw ValidationError("`\(text)` is not a subject such as `identity/credentials`")
            }
            return path
        }
    )
    var subject: SubjectPath

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
        let answer = WhoAnswer(subject, in: view)
        switch format {
        case .text: Output.write(answer.text)
        case .json: Output.write(answer.json.prettyText() + "\n")
        }
    }
}
