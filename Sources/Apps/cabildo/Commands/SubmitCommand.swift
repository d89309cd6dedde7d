import ArgumentParser
import CanonicalJSON
import Composition
import Foundation
import Governance
import Keys

/// `cabildo submit`: signs a statement and sends it to a register.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Sign a statement as an official, and send it to a register.",
        discussion: """
            The body is a JSON file, or - for standard input. Where it names a proposal and no \
            digest, the digest of the text that the register shows is filled in: read the proposal \
            first, since that is what you sign for.

            Kinds: \(kinds.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @Argument(help: "The kind of statement, such as vote-cast.", transform: Self.kind)
    var kind: Command.Kind

    @Argument(help: "The body, a JSON file; - for standard input.")
    var body: String

    @Option(help: "The server of the register, such as http://127.0.0.1:8080.")
    var server: String

    @Option(name: .customLong("as"), help: "The official who states it.")
    var official: String

    @Option(help: "The official's private key, as `cabildo key` makes it.")
    var key: String

    @Option(help: "Which of the official's keys it is, as the register names it.")
    var keyID = "k1"

    /// The kinds that an official may state; a charter is enacted by `cabildo found`.
    static let kinds = Command.Kind.allCases.filter { $0 != .charterEnacted }

    static func kind(_ text: String) throws -> Command.Kind {
        guard let kind = kinds.first(where: { $0.rawValue == text }) else {
            let kinds = kinds.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("`\(text)` is none of: \(kinds)")
        }
        return kind
    }

    func run() async throws {
        do {
            let client = RegisterClient(server: server)
            let signer = try SigningKey.load(from: key)
            var members = try readBody()
            if members["digest"] == nil, let proposal = members["proposal"]?.stringValue,
                kind.bindsToText
            {
                members["digest"] = .string(try await client.digest(of: proposal))
            }
            let signed = try await client.sign(
                kind,
                .object(members),
                as: official,
                keyID: keyID,
                with: signer
            )
            let receipt = try await client.submit(signed)
            Output.write(receipt.prettyText() + "\n")
        } catch {
            throw Output.unusable(error)
        }
    }

    private func readBody() throws -> JSONObject {
        let data =
            body == "-"
            ? FileHandle.standardInput.readDataToEndOfFile()
            : FileManager.default.contents(atPath: body)
        guard let data else { throw CompositionError("`\(body)` cannot be read") }
        do {
            guard let members = try JSON(parsing: Array(data)).objectValue else {
                throw CompositionError("`\(body)` does not hold a JSON object")
            }
            return members
        } catch let error as JSONError {
            throw CompositionError(
                "`\(body)`, line \(error.line), column \(error.column): \(error.reason)"
            )
        }
    }
}
