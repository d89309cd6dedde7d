import ArgumentParser
import CanonicalJSON
import Composition
import Governance
import Keys

/// The options of commands that sign a statement and send it.
struct SigningOptions: ParsableArguments {
    @Option(help: "The server of the register, such as http://127.0.0.1:8080.")
    var server: String

    @Option(name: .customLong("as"), help: "The official who states it.")
    var official: String

    @Option(help: "The official's private key, as `cabildo key` makes it.")
    var key: String

    @Option(help: "Which of the official's keys it is, as the register names it.")
    var keyID = "k1"

    /// Signs a statement, sends it, and writes the receipt.
    ///
    /// - Throws: `CompositionError` with the refusal, or a `KeyError`.
    func submit(_ kind: Command.Kind, _ body: JSON) async throws {
        let client = RegisterClient(server: server)
        let signed = try await client.sign(
            kind,
            body,
            as: official,
            keyID: keyID,
            with: try SigningKey.load(from: key)
        )
        Output.write(try await client.submit(signed).prettyText() + "\n")
    }
}
