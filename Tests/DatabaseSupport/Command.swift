import Foundation

/// Programs of the system.
public enum Command {
    /// What a program did.
    public struct Run: Sendable {
        /// Its exit status.
        public let status: Int32
        /// What it printed.
        public let output: String
        /// What it complained.
        public let errors: String
    }

    /// Runs a program by its path, or by its name along `PATH`, and waits for it.
    public static func run(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        // A file, not a second pipe: a full one would stop the program.
        let errors = NSTemporaryDirectory() + "errors-\(UUID().uuidString)"
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: errors) }
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errors)
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus,
            output: String(decoding: printed, as: UTF8.self),
            errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        )
    }
}
