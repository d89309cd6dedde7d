import ArgumentParser
import CanonicalJSON
import Composition
import Logging
import TransparencyLog

/// `cabildo witness`: cosigning the logs of others.
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Run a witness, which cosigns logs as long as they only grow.",
        subcommands: [Init.self, Key.self, Serve.self, Evidence.self]
    )

    /// `cabildo witness init`.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a witness: its key and its empty records."
        )

        @Option(help: "The folder of the witness; it must not exist yet.")
        var data: String

        @Option(help: "The name of its key, such as witness.example/w1: no spaces, no `+`.")
        var name: String

        func run() async throws {
            do {
                let home = WitnessHome(data)
                try await home.make(name: name)
                Output.write(try home.verifierText() + "\n")
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo witness key`.
    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the witness's verifier key, by which others trust it."
        )

        @Option(help: "The folder of the witness.")
        var data: String

        func run() async throws {
            do {
                Output.write(try WitnessHome(data).verifierText() + "\n")
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo witness serve`.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve a witness (C2SP tlog-witness).",
            discussion: """
                POST /add-checkpoint cosigns a checkpoint that extends the last one; GET \
                /SHA256/checkpoint, with the hash of a log's origin, is for monitors. It speaks plain \
                HTTP: put it behind a proxy that speaks TLS. Stops on SIGTERM or Ctrl-C.
                """
        )

        @Option(help: "The folder of the witness.")
        var data: String

        @Option(help: "The address and port to listen on, such as 0.0.0.0:7380; port 0 for any.")
        var listen: String = "127.0.0.1:7380"

        @Option(help: "The verifier key of a log to cosign; may be repeated.")
        var log: [String] = []

        @Option(help: "A policy whose `log` lines name logs to cosign.")
        var policy: String?

        func run() async throws {
            do {
                let address = try ListenAddress(listen)
                var logs = try policy.map { try PolicyFile.read($0).logs.map(\.key) } ?? []
                for text in log {
                    let key = try NoteVerifier(text: text)
                    guard key.algorithm == .ed25519 else {
                        throw CompositionError("`\(text)` is a cosigner's key, not a log's")
                    }
                    if !logs.contains(key) { logs.append(key) }
                }
                try await WitnessServer(
                    home: WitnessHome(data),
                    logs: logs,
                    host: address.host,
                    port: address.port,
                    logger: Logging.make("witness")
                ).run { port in
                    Output.write("listening on http://\(address.text):\(port)\n")
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}

extension WitnessCommand {
    /// `cabildo witness evidence`.
    struct Evidence: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what logs have signed that does not extend their past.",
            discussion: """
                Each with the request as it came, which holds the log's signature, and the checkpoint \
                that this witness had cosigned before. It may be run while the witness is served. With \
                --format json it writes one object a line, with both unchanged.

                Exit status: 0, also where nothing is kept; 2 when it cannot be read.
                """
        )

        @Option(help: "The folder of the witness.")
        var data: String

        @Option(help: "The form: text, or json for one object a line.")
        var format = OutputFormat.text

        func run() async throws {
            do {
                let kept = try await WitnessHome(data).keptRequests()
                if kept.isEmpty { Output.complain("nothing is kept: every log only grew\n") }
                for request in kept {
                    switch format {
                    case .text: Output.write(request.text + "\n")
                    case .json: Output.write(bytes: request.json.compactBytes() + [0x0A])
                    }
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}

/// `HOST:PORT`, where an IPv6 address stands in brackets.
private struct ListenAddress {
    let host: String
    let port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw CompositionError("`\(text)` is not an address and a port, such as 127.0.0.1:7380")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw CompositionError("`\(text)` names no address") }
        self.host = String(host)
        self.port = port
    }

    /// The host as it stands in a URL.
    var text: String { host.contains(":") ? "[\(host)]" : host }
}
