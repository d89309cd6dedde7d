import ArgumentParser
import Composition
import Governance

/// `cabildo authority`: the certificates of the exchange.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "authority",
        abstract: "Issue the certificates with which gateways know each other.",
        subcommands: [Issue.self]
    )

    /// `cabildo authority issue`.
    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a gateway's key and certificate, valid for 90 days."
        )

        @Argument(help: "The institution, which must be in the register.")
        var institution: String

        @Option(help: "The folder of the register.")
        var data: String

        @OptionGroup var database: DatabaseOption

        @Option(help: "The folder to write gateway.pem, gateway.key and authority.pem to.")
        var out: String

        @Option(help: "A DNS name or address of the gateway; may be repeated.")
        var host: [String] = ["localhost", "127.0.0.1"]

        func run() async throws {
            do {
                let directory = DataDirectory(data)
                guard let id = InstitutionID(institution) else {
                    throw CompositionError("`\(institution)` is not an identifier")
                }
                try await checkIsKnown(id)
                let files = try GatewayIdentity.issue(
                    for: id,
                    of: try directory.registerID(),
                    from: directory,
                    in: out,
                    hosts: host
                )
                Output.write(
                    "wrote \(files.certificate), \(files.privateKey) and \(files.authority)\n"
                )
            } catch {
                throw Output.unusable(error)
            }
        }

        /// Refuses an institution that the register does not have.
        private func checkIsKnown(_ institution: InstitutionID) async throws {
            let register = try await RegisterReading.register(in: try database.home(data))
            let view = RegisterView(register, at: SystemClock.now())
            guard view.inForce(institution.text, in: \.institutions) != nil else {
                throw CompositionError(
                    "there is no institution `\(institution)` in the register"
                )
            }
        }
    }
}
