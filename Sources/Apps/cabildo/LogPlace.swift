import ArgumentParser
import Composition
import Governance
import LogClient
import Storage
import TransparencyLog

/// The options by which a log is chosen, and the key that it is trusted by.
struct LogPlace: ParsableArguments {
    @Option(help: "The address of a log, such as http://127.0.0.1:8080/log, or a folder with one.")
    var log: String?

    @Option(help: "The address of a register's server, such as http://127.0.0.1:8080.")
    var server: String?

    @Option(help: "The folder of a register; its own key is used.")
    var data: String?

    @OptionGroup var database: DatabaseOption

    @Option(help: "The log's verifier key: `cabildo log key` prints it.")
    var key: String?

    func validate() throws {
        let places = [log, server, data ?? database.database].compactMap(\.self)
        guard places.count == 1 else {
            throw ValidationError("name one log, with `--log`, `--server` or `--data`")
        }
        guard data != nil || database.database == nil || key != nil else {
            throw ValidationError("`--database` without `--data` needs the log's `--key`")
        }
    }

    /// Runs a body with a reader of the log, refreshed.
    ///
    /// Without a key it says on standard error that nothing is verified.
    func read<T: Sendable>(
        needsKey: Bool = false,
        _ body: (inout LogReader) async throws -> T
    ) async throws -> T {
        let verifier = try key.map { try NoteVerifier(text: $0) }
        if data != nil || database.database != nil {
            let stored: RegisterLog
            if let data {
                stored = try await RegisterLog(of: try database.home(data), trusting: verifier)
            } else if let text = database.database, let verifier {
                stored = try await RegisterLog(
                    in: try DatabaseLocation(parsing: text),
                    verifier: verifier
                )
            } else {
                throw CompositionError("the log's key is missing")
            }
            return try await closing(stored) {
                var reader = LogReader(stored.source, verifier: stored.verifier)
                try await reader.refresh()
                return try await body(&reader)
            }
        }
        if verifier == nil {
            guard !needsKey else {
                throw CompositionError(
                    "without the log's key nothing can be trusted",
                    help: "give it with `--key`; take it from a source other than the log's server"
                )
            }
            Output.complain(
                "UNVERIFIED: without --key anybody could have made what is shown here\n"
            )
        }
        var reader = LogReader(try source(), verifier: verifier)
        try await reader.refresh()
        return try await body(&reader)
    }

    /// Finds an act's entries: by asking the server where one is named, else by replay.
    func find(_ act: ActID, _ reader: inout LogReader) async throws -> ActLocator {
        if let server {
            return try await ActLocator(of: act, at: RegisterClient(server: server))
        }
        return try await ActLocator(of: act, in: &reader)
    }

    private func source() throws -> LogSource {
        if let server {
            return try LogSource(url: server.hasSuffix("/") ? server + "log" : server + "/log")
        }
        return try LogSource(parsing: log ?? "")
    }

    private func closing<T>(
        _ log: RegisterLog,
        _ body: () async throws -> T
    ) async throws -> T {
        do {
            let result = try await body()
            await log.close()
            return result
        } catch {
            await log.close()
            throw error
        }
    }
}
