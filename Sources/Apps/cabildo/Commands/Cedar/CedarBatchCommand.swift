import ArgumentParser
import CanonicalJSON
import Cedar
import Composition
import Foundation

/// `cabildo cedar batch`: one answer for each line of standard input.
struct CedarBatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer JSON lines on standard input, one line each.",
        discussion: """
            A line is a JSON object with `policies` (text) or `policies_json`, and `request` with \
            `principal`, `action`, `resource` (each {type,id}) and `context`; `entities` (an array; \
            none when left out), `links` (each with `template_id`, `new_id` and `values`), and \
            `schema` (text) or `schema_json` are optional. With both forms of something the text \
            counts; null counts as left out.

            The answer has the line's `id` if it has one, `decision`, and `reasons` and `errors` as \
            sorted identifiers. With a schema the entities must fit it, values in short form are \
            understood, and `valid` is the strict verdict on the policies and `validRequest` that on \
            the request, which is decided all the same. A line that cannot be used is answered with \
            `id` and `error`; it never stops the rest.

            Answers come in the order of the lines, and all of them before more input is waited \
            for. Lines of blanks are skipped. A line longer than 16 MiB is answered with an error.

            With --mode expr a line has `expr` and the answer `result`, for the entities and the \
            request of --world; with ext `fn` and `arg`, and `inRange` as a list or an object of \
            ranges, and the answer `ok` and what the value is; with parse `text`, and the answer \
            `ok` and `n` (static policies) or `err`; with est `text`, and the answer `json`.

            Exit status: 0 when every line was answered, also with errors; 1 otherwise.

            Example:
              cabildo cedar batch < cases.jsonl > answers.jsonl
            """
    )

    /// What the lines ask.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case cases
        case expr
        case ext
        case parse
        case est
    }

    @Option(help: "What the lines ask.")
    var mode = Mode.cases

    @Option(help: "For expr: the JSON file with `entities` and `request`.")
    var world: String?

    @Option(help: "How many lines are worked on at a time; as many as there are processors.")
    var jobs: Int?

    @Option(help: "The form of an error that stops everything; answers are always JSON.")
    var format = OutputFormat.text

    func run() async throws {
        do {
            let batch = CedarBatch(try batchMode())
            try await batch.run(
                width: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
                read: Self.read,
                write: { Output.write(bytes: $0) }
            )
        } catch {
            throw CedarRun.fail(error, format)
        }
    }

    private func batchMode() throws -> CedarBatch.Mode {
        switch mode {
        case .cases: return .cases
        case .ext: return .extensions
        case .parse: return .parsing
        case .est: return .translation
        case .expr:
            guard let world else { throw CedarToolError("`--mode expr` needs `--world`") }
            let file = try CedarFile.read(world)
            do {
                let json = try CedarForms.json(file.bytes)
                return .expressions(try CedarBatch.World(json: json, limits: CedarForms.limits))
            } catch {
                throw CedarDiagnostic(error, in: file)
            }
        }
    }

    /// Reads what is there; waits only if told to.
    private static func read(_ count: Int, isWaiting: Bool) throws -> [UInt8]? {
        if !isWaiting {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&input, 1, 0) > 0 else { return nil }
        }
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = 0
            repeat {
                result = Foundation.read(STDIN_FILENO, buffer.baseAddress, count)
            } while result < 0 && errno == EINTR
            failure = result < 0 ? errno : 0
            filled = max(0, result)
        }
        guard failure == 0 else {
            throw CedarToolError("standard input cannot be read: error \(failure)")
        }
        return bytes
    }
}
