import Composition
import Foundation

/// One process of the demo; it ends with its parent.
final class DemoNode: Sendable {
    let name: String
    private let process: Process
    private let output: Pipe
    /// Held open while the demo runs: the child stops when it closes.
    private let leash: Pipe
    private let logPath: String

    /// Starts a node of this executable with the clock in a file.
    init(_ name: String, _ arguments: [String], in folder: String, clock: String) throws {
        self.name = name
        logPath = "\(folder)/\(name.replacingOccurrences(of: " ", with: "-")).log"
        try Data().write(to: URL(filePath: logPath))
        process = Process()
        output = Pipe()
        leash = Pipe()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["demo-node"] + arguments + ["--clock", clock]
        process.standardOutput = output
        process.standardInput = leash
        process.standardError = FileHandle(forWritingAtPath: logPath)
        try process.run()
    }

    /// The port that the node prints after `marker`, once it listens.
    func port(after marker: String) async throws -> Int {
        let line = await firstLine()
        guard let range = line.range(of: marker),
            let port = Int(line[range.upperBound...].prefix { $0.isNumber })
        else { throw CompositionError("the \(name) did not start: \(lastLogLines)") }
        return port
    }

    /// What the node prints up to its first line break or its end.
    private func firstLine() async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [output] in
                var text = ""
                while !text.contains("\n") {
                    let data = output.fileHandleForReading.availableData
                    guard !data.isEmpty else { break }
                    text += String(decoding: data, as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
    }

    /// Asks the node to stop.
    func terminate() { if process.isRunning { process.terminate() } }

    /// Waits until the node has stopped.
    func waitUntilExit() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [process] in
                process.waitUntilExit()
                continuation.resume()
            }
        }
    }

    /// The last lines of the node's log.
    var lastLogLines: String {
        let text = FileManager.default.contents(atPath: logPath) ?? Data()
        return String(decoding: text.suffix(1500), as: UTF8.self)
    }
}
