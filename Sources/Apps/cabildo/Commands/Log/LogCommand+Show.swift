import ArgumentParser
import CanonicalJSON
import Composition
import Foundation
import Governance
import LogClient

extension LogCommand {
    /// How entries are written.
    struct Form: ParsableArguments {
        @Option(help: "The form: text, or json for one object a line.")
        var format = OutputFormat.text

        func write(_ line: EntryLine) {
            switch format {
            case .text: Output.write(line.text + "\n")
            case .json:
                Output.write(bytes: line.json.compactBytes() + [0x0A])
            }
        }
    }

    /// `cabildo log tail`.
    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the latest entries, each checked against the log's checkpoint."
        )

        @OptionGroup var place: LogPlace
        @OptionGroup var form: Form

        @Option(name: .customShort("n"), help: "How many entries.")
        var count = 10

        @Flag(
            help: """
                Go on with each new entry until stopped; while the log cannot be reached it is tried \
                again every second.
                """
        )
        var follow = false

        func validate() throws {
            guard (0...1_000_000).contains(count) else {
                throw ValidationError("`-n` is a number from 0 to 1000000")
            }
        }

        func run() async throws {
            do {
                try await place.read { reader in
                    var next = max(0, reader.size - count)
                    while true {
                        while next < reader.size {
                            let page = try await reader.entries(next..<next + 256)
                            for entry in page { form.write(EntryLine(entry)) }
                            next += page.count
                        }
                        guard follow else { return }
                        try await Self.refresh(&reader)
                    }
                }
            } catch {
                throw Output.unusable(error)
            }
        }

        /// Waits a second, and as long as the log cannot be reached.
        private static func refresh(_ reader: inout LogReader) async throws {
            var isLost = false
            while true {
                try await Task.sleep(for: .seconds(1))
                do {
                    return try await reader.refresh()
                } catch {
                    guard error.code == .unreachable else { throw error }
                    if !isLost { Output.complain("waiting: \(error.reason)\n") }
                    isLost = true
                }
            }
        }
    }

    /// `cabildo log show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one entry, checked against the log's checkpoint.",
            discussion: "With --format json it writes the entry just as it was recorded."
        )

        @Argument(help: "The position in the log, from 0.")
        var index: Int

        @OptionGroup var place: LogPlace

        @Option(help: "The form: text, or json for the entry's own bytes.")
        var format = OutputFormat.text

        func run() async throws {
            do {
                let entry = try await place.read { reader in
                    let entries = index < 0 ? [] : try await reader.entries(index..<index + 1)
                    guard let entry = entries.first else {
                        throw CompositionError(
                            "the log has no entry `\(index)`: it has \(reader.size)"
                        )
                    }
                    return entry
                }
                switch format {
                case .text: Output.write(EntryLine(entry).fullText)
                case .json: Output.write(bytes: entry.bytes)
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo log search`.
    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find entries by their text, kind, actor, proposal, act or time.",
            discussion: """
                Reads the whole log and checks it. Exit status: 0 when something was found, 1 when \
                nothing was, 2 when the log cannot be read or does not hold.
                """
        )

        @Argument(help: "A text that the entries must hold; any when left out.")
        var text: String?

        @OptionGroup var place: LogPlace
        @OptionGroup var form: Form

        @Option(help: "Only entries of this kind, such as vote-cast.", transform: Self.kind)
        var kind: Command.Kind?

        @Option(help: "Only entries of this official.")
        var actor: String?

        @Option(help: "Only entries about this proposal.")
        var proposal: String?

        @Option(help: "Only entries about the proposal that became this act.")
        var act: String?

        @Option(
            help: "Only entries from that day or moment on, such as 2026-03-01.",
            transform: Moment.parse
        )
        var from: Instant?

        @Option(help: "Only entries before that day or moment.", transform: Moment.parse)
        var until: Instant?

        func validate() throws {
            guard act == nil || proposal == nil else {
                throw ValidationError("name a proposal or an act, not both")
            }
        }

        func run() async throws {
            let found: Int
            do {
                found = try await place.read { try await search(&$0) }
            } catch let act as UnknownAct {
                Output.complain("\(act)\n")
                throw ExitCode(1)
            } catch {
                throw Output.unusable(error)
            }
            guard found > 0 else { throw ExitCode(1) }
        }

        private static func kind(_ text: String) throws -> Command.Kind {
            guard let kind = Command.Kind(rawValue: text) else {
                let kinds = Command.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("the kinds of entries are: \(kinds)")
            }
            return kind
        }

        private func search(_ reader: inout LogReader) async throws -> Int {
            var filter = EntryFilter()
            filter.text = text
            filter.kind = kind
            filter.actor = actor
            filter.proposal = proposal
            filter.from = from
            filter.until = until
            if let act {
                guard let id = ActID(act) else {
                    throw CompositionError("`\(act)` is no number of an act")
                }
                filter.proposal = try await place.find(id, &reader).proposal.text
            }
            var found = 0
            for start in stride(from: 0, to: reader.size, by: 256) {
                for entry in try await reader.entries(start..<start + 256) {
                    let line = EntryLine(entry)
                    guard filter.passes(line) else { continue }
                    form.write(line)
                    found += 1
                }
            }
            return found
        }
    }
}
