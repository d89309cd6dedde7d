import DatabaseSupport
import Foundation
import Testing
import TransparencyLog

#if canImport(Glibc)
import Glibc
#endif

/// A long run of the built executable that tells its address on its first line.
final class ListeningProcess: @unchecked Sendable {
    let address: String
    private let process = Process()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: try Executable.find().path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Executable.root)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var line = ""
        while !line.contains("\n") {
            let part = output.fileHandleForReading.availableData
            guard !part.isEmpty else { break }
            line += String(decoding: part, as: UTF8.self)
        }
        address = String(
            try #require(line.split { $0 == " " || $0 == "\n" }.last, "it did not start")
        )
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func kill() {
        _ = Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// A folder of a test, with what it needs of the built executable.
final class WitnessStage: Sendable {
    let folder = NSTemporaryDirectory() + "witnesses-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func cabildo(_ arguments: [String]) throws -> Executable.Run {
        try Executable.find().run(arguments)
    }

    /// Makes a witness, and gives its verifier key.
    func makeWitness(_ name: String) throws -> String {
        let run = try cabildo(["witness", "init", "--data", "\(folder)/\(name)", "--name", name])
        #expect(run.status == 0, "\(run.errors)")
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func serve(_ name: String, log: String) throws -> ListeningProcess {
        try ListeningProcess([
            "witness", "serve", "--data", "\(folder)/\(name)", "--listen", "127.0.0.1:0", "--log",
            log,
        ])
    }

    func write(_ text: String, to name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    /// Posts a body by a client that we did not write; nil when the other end is gone.
    func post(_ body: [UInt8], to address: String) throws -> (status: Int, body: String)? {
        let file = "\(folder)/body-\(UUID().uuidString)"
        try Data(body).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try Command.run([
            "curl", "-s", "-m", "10", "-w", "%{http_code}", "--data-binary", "@\(file)",
            address + "/add-checkpoint",
        ])
        guard run.status == 0, let status = Int(run.output.suffix(3)), status > 0 else {
            return nil
        }
        return (status, String(run.output.dropLast(3)))
    }
}

/// A port that takes connections and never says anything.
final class SilentPort: Sendable {
    private let file: Int32
    let port: Int

    init() throws {
        file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let file = file
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(file, $0, length) == 0 && listen(file, 16) == 0
                    && getsockname(file, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(file) }
}

/// Waiting for what another process does.
enum Waiting {
    /// Whether a condition holds before that time is over.
    static func until(seconds: Double, _ condition: () throws -> Bool) rethrows -> Bool {
        let end = Date.now.addingTimeInterval(seconds)
        while try !condition() {
            guard Date.now < end else { return false }
            usleep(20_000)
        }
        return true
    }
}
