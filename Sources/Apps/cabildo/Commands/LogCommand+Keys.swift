import ArgumentParser
import CanonicalJSON
import Composition
import TransparencyLog

extension LogCommand {
    /// `cabildo log key`.
    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the log's verifier key, by which others trust it."
        )

        @Option(help: "The folder of the register.")
        var data: String

        @Flag(help: "Print every key that signs or has signed, each with its state.")
        var all = false

        func run() async throws {
            do {
                let keys = try DataDirectory(data).logKeys()
                guard all else {
                    Output.write(keys.current.text + "\n")
                    if let previous = keys.previous {
                        Output.complain("note: \(previous.text) signs too, until it is retired\n")
                    }
                    return
                }
                for (key, state) in keys.states { Output.write("\(key.text) \(state.rawValue)\n") }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo log rotate-key`.
    struct RotateKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-key",
            abstract: "Exchange the log's key for a new one.",
            discussion: """
                Without a flag a new key is made, and from the next start of the servers on both \
                keys sign. Announce the new one with `cabildo log announce-key`, let those who \
                follow the log take it up, and end the exchange with --retire. With --at-once the \
                old key signs nothing more: for a key that was lost or stolen.
                """
        )

        @Option(help: "The folder of the register.")
        var data: String

        @Flag(help: "End the exchange: the previous key signs nothing more.")
        var retire = false

        @Flag(help: "Let the old key sign nothing more, for it was lost or stolen.")
        var atOnce = false

        func validate() throws {
            guard !retire || !atOnce else {
                throw ValidationError("--retire and --at-once exclude each other")
            }
        }

        func run() async throws {
            do {
                let rotation = LogKeyRotation(in: DataDirectory(data))
                if retire {
                    let old = try await rotation.end()
                    Output.write("retired \(old.text)\n")
                    Output.complain("next: start the servers anew\n")
                } else {
                    let new =
                        try await atOnce ? rotation.exchangeAtOnce() : rotation.begin()
                    Output.write(new.text + "\n")
                    Output.complain(
                        "next: start the servers anew, then record the new key: see "
                            + "docs/operating/keys.md\n"
                    )
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo log announce-key`.
    struct AnnounceKey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "announce-key",
            abstract: "Write the statement by which the register tells of the log's key.",
            discussion: """
                The body for `cabildo submit log-key-added -`, with the key's own signature; with \
                --retired that for `cabildo submit log-key-retired -`, of the key that was \
                retired last. An official of an institution that operates `governance/log` states \
                it.
                """
        )

        @Option(help: "The folder of the register.")
        var data: String

        @Option(help: "Tell of the retired key instead, and why: planned, lost or stolen.")
        var retired: String?

        func run() async throws {
            do {
                let rotation = LogKeyRotation(in: DataDirectory(data))
                let body =
                    try retired.map { try rotation.retirement(reason: $0) }
                    ?? rotation.announcement()
                Output.write(body.prettyText() + "\n")
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
