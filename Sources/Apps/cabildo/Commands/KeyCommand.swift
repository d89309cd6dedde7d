import ArgumentParser
import Composition
import Keys

/// `cabildo key`: an official's signing key.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make an official's signing key.",
        discussion: """
            Writes the private key to a file that only its owner can read, and prints the public \
            key as a charter lists it.
            """
    )

    @Argument(help: "The file to write the private key to; it must not exist yet.")
    var file: String

    func run() async throws {
        do {
            let key = SigningKey.generate()
            try key.save(to: file)
            Output.write("public_key: \(key.verifyingKey.base64)\n")
        } catch {
            throw Output.unusable(error)
        }
    }
}
