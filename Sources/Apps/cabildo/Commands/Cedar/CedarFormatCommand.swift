import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar format`: policies laid out anew.
struct CedarFormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Lay policies out anew, keeping every comment.",
        discussion: """
            Only white space changes, so the meaning stays; formatting twice gives the same as \
            once. Without a file, standard input is read. The result goes to standard output, or \
            with --write back into each file.

            Exit status: 0; 1 when a text is not right, or with --check when one is laid out \
            differently.

            Example:
              cabildo cedar format --write policies/*.cedar
            """
    )

    @Argument(help: "Files of policies in Cedar syntax.")
    var files: [String] = []

    @Flag(help: "Change nothing; tell which files are laid out differently.")
    var check = false

    @Flag(help: "Write the result back into each file.")
    var write = false

    @Option(help: "The columns that a line should not exceed.")
    var width = 80

    @Option(help: "The columns by which a level is indented.")
    var indent = 2

    @Option(help: "The form of the answer.")
    var format = OutputFormat.text

    func validate() throws {
        guard !(check && write) else {
            throw ValidationError("`--check` and `--write` exclude each other")
        }
        guard (20...1000).contains(width), (1...16).contains(indent) else {
            throw ValidationError("`--width` is 20 to 1000 and `--indent` is 1 to 16")
        }
        guard !(write && (files.isEmpty || files.contains("-"))) else {
            throw ValidationError("`--write` needs files")
        }
    }

    func run() throws {
        let formatter = CedarFormatter(width: width, indent: indent, limits: CedarForms.limits)
        try CedarRun.perform(format) {
            var reports: [JSON] = []
            var isDifferent = false
            var isWrong = false
            for path in files.isEmpty ? ["-"] : files {
                do {
                    let file = try CedarFile.read(path)
                    let result = try laidOut(file, formatter)
                    let isChanged = result != file.bytes
                    isDifferent = isDifferent || isChanged
                    if write, isChanged { try CedarFile.replace(path, with: result) }
                    let text = String(decoding: result, as: UTF8.self)
                    if format == .json {
                        var report: JSONObject = [
                            "file": .string(file.name), "changed": .bool(isChanged),
                        ]
                        if !check, !write { report["text"] = .string(text) }
                        reports.append(.object(report))
                    } else if check || write {
                        let word = check ? "is laid out differently" : "formatted"
                        if isChanged { Output.write("\(file.name): \(word)\n") }
                    } else {
                        CedarRun.show(text)
                    }
                } catch {
                    isWrong = true
                    guard format == .json else {
                        _ = CedarRun.fail(error, .text)
                        continue
                    }
                    let fallback: JSON = ["severity": "error", "reason": .string("\(error)")]
                    reports.append(["error": (error as? CedarDiagnostic)?.json ?? fallback])
                }
            }
            if format == .json { CedarRun.write(.array(reports)) }
            return isWrong || (check && isDifferent) ? 1 : 0
        }
    }

    private func laidOut(_ file: CedarFile, _ formatter: CedarFormatter) throws -> [UInt8] {
        do {
            return try formatter.format(file.bytes)
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }
}
