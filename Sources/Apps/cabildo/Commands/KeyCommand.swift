import ArgumentParser
import CanonicalJSON
import Composition
import Foundation
import Governance
import Keys

/// `cabildo key`: an official's signing keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, exchange, revoke or list an official's signing keys.",
        discussion: "`cabildo key FILE` makes one.",
        subcommands: [Make.self, Rotate.self, Revoke.self, List.self],
        defaultSubcommand: Make.self
    )

    /// `cabildo key make`.
    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an official's signing key.",
            discussion: """
                Writes the private key to a file that only its owner can read, and prints the \
                public key as a charter lists it.
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

    /// `cabildo key rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a new key in the place of the one that signs.",
            discussion: """
                Makes the new key unless its file exists, and states it to the register, signed by \
                the old key. From that entry on the old key counts no more.
                """
        )

        @OptionGroup var signing: SigningOptions

        @Option(help: "The file of the new private key; made where it does not exist.")
        var new: String

        @Option(name: .customLong("new-id"), help: "The name of the new key, such as k2.")
        var newID: String

        func run() async throws {
            do {
                let client = RegisterClient(server: signing.server)
                let isMade = FileManager.default.fileExists(atPath: new)
                let key = isMade ? try SigningKey.load(from: new) : .generate()
                // Before the statement: a key that counts must not be lost.
                if !isMade { try key.save(to: new) }
                let body = try await client.rotation(of: signing.official, to: key, named: newID)
                try await signing.submit(.keyRotated, body)
                Output.complain("key `\(newID)` counts now; sign with --key-id \(newID)\n")
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo key revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a key count no more, from now on.",
            discussion: """
                By the official whose key it is, signed by any of their keys, or by an official of \
                an institution that operates `governance/officials`. What the key signed before \
                stays valid; where it was stolen, its votes in open ballots are void.
                """
        )

        @OptionGroup var signing: SigningOptions

        @Option(help: "The official whose key it is; the one who signs when left out.")
        var of: String?

        @Option(help: "The name of the key, such as k1.")
        var which: String

        @Option(help: "lost or stolen.")
        var reason: String

        func run() async throws {
            do {
                let body: JSON = .object([
                    "official": .string(of ?? signing.official), "key": .string(which),
                    "reason": .string(reason),
                ])
                try await signing.submit(.keyRevoked, body)
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo key list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the keys of an official, and which of them count."
        )

        @Argument(help: "The official.")
        var official: String

        @Option(help: "The server of the register, such as http://127.0.0.1:8080.")
        var server: String

        func run() async throws {
            do {
                guard let id = OfficialID(official) else {
                    throw CompositionError("`\(official)` is not an identifier")
                }
                let path = "/api/officials/\(id)/keys"
                for row in try await RegisterClient(server: server).get(path)["keys"]?.arrayValue
                    ?? []
                {
                    var words = [
                        row["key"]?["id"]?.stringValue, row["key"]?["public_key"]?.stringValue,
                    ].compactMap(\.self)
                    if let revoked = row["revoked"], let reason = revoked["reason"]?.stringValue,
                        let entry = revoked["position"]?.integerValue
                    {
                        words.append("\(reason), since entry \(entry)")
                    } else {
                        words.append(row["counts"]?.boolValue == true ? "counts" : "does not count")
                    }
                    if let only = row["key"]?["only"]?.stringValue { words.append("only \(only)") }
                    Output.write(words.joined(separator: "  ") + "\n")
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
