import Foundation
import Storage

/// How much work gets through a `Database`; `scripts/bench-storage` runs it beside raw engines.
@main
struct StorageBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") { return print(Options.help) }
        do {
            let options = try Options(arguments: arguments)
            var settings = DatabaseSettings()
            settings.appliesMigrations = true
            let database = try await Database.open(
                options.database,
                migrations: Entries.migrations,
                settings: settings
            )
            let result = try await Measurement(database, options).run()
            try await database.close()
            print(result.json)
        } catch let problem as Problem {
            fail(problem.sentence)
        } catch {
            fail("\(error)")
        }
    }

    private static func fail(_ sentence: String) {
        FileHandle.standardError.write(Data("error: \(sentence)\n".utf8))
        exit(2)
    }
}
