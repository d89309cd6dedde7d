import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A served register with an institution's certificate, for gateways of the built executable.
final class GatewayGround {
    /// The folder of everything.
    let folder: String
    let server: ServerProcess
    let logKey: String

    /// Founds and serves a register, and issues the certificate.
    init() throws {
        let executable = try Executable.find()
        let data = try ServerProcess.found()
        folder = data + "-gateways"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        let issued = try executable.run([
            "authority", "issue", "social-development", "--data", data, "--out",
            folder + "/identity", "--host", "localhost",
        ])
        #expect(issued.status == 0, "\(issued.errors)")
        logKey = try executable.run(["log", "key", "--data", data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        server = try ServerProcess(data: data)
    }

    deinit {
        server.stop()
        try? FileManager.default.removeItem(atPath: folder)
        try? FileManager.default.removeItem(atPath: server.data)
    }

    /// Writes a gateway's configuration, and gives its path.
    func configuration(_ name: String, database: String? = nil) throws -> String {
        var lines = [
            "institution: social-development", "log: \(server.address)/log",
            "log_key: \"\(logKey)\"", "data: \(folder)/\(name)",
            "certificate: \(folder)/identity/gateway.pem",
            "private_key: \(folder)/identity/gateway.key",
            "authority: \(folder)/identity/authority.pem", "consumer: 127.0.0.1:0",
        ]
        if let database { lines.append("database: \(database)") }
        let path = folder + "/\(name).yaml"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return path
    }

    /// The file in which a gateway's folder keeps something.
    func file(_ name: String, of gateway: String) -> String { "\(folder)/\(gateway)/\(name)" }
}

/// A running gateway.
final class GatewayProcess {
    let port: Int
    private let process = Process()
    private let errors: String

    init(_ arguments: [String]) throws {
        errors = NSTemporaryDirectory() + "gateway-\(UUID().uuidString)"
        try Data().write(to: URL(filePath: errors))
        process.executableURL = URL(filePath: try Executable.find().path)
        process.arguments = ["gateway"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line = ""
        while !line.contains("\n") {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            line += String(decoding: part, as: UTF8.self)
        }
        let words = line.split { $0 == " " || $0 == "\n" }
        port = try #require(
            words.last.flatMap { Int($0) },
            "the gateway did not start: \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")"
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: errors) }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func kill() {
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Callers that ask a gateway one call after the other, until they are ended.
final class Callers {
    private let processes: [Process]
    private let outputs: [String]

    /// Each call is refused, as there is no agreement: its answer names the request.
    init(_ count: Int, at port: Int) throws {
        var processes: [Process] = []
        var outputs: [String] = []
        for _ in 0..<count {
            let output = NSTemporaryDirectory() + "answers-\(UUID().uuidString)"
            try Data().write(to: URL(filePath: output))
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "curl", "-s", "-N", "-H", "X-Road-Client: CV/GOV/social-development/benefits",
                "http://127.0.0.1:\(port)/r1/CV/GOV/civil-registry/records/birth-records"
                    + "/births/[1-1000000]",
            ]
            process.standardOutput = FileHandle(forWritingAtPath: output)
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            try process.run()
            processes.append(process)
            outputs.append(output)
        }
        self.processes = processes
        self.outputs = outputs
    }

    /// The requests that were answered so far.
    var answered: [String] {
        outputs.flatMap { path in
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.matches(of: /"detail":"([0-9a-f-]{36})"/).map { String($0.1) }
        }
    }

    /// Ends all callers, and gives the requests that were answered.
    func end() -> [String] {
        for process in processes { _ = Glibc.kill(process.processIdentifier, SIGKILL) }
        for process in processes { process.waitUntilExit() }
        defer { for output in outputs { try? FileManager.default.removeItem(atPath: output) } }
        return answered
    }
}
