import DatabaseSupport
import Foundation
import LogService
import Storage
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// A register on one of the engines, in a folder of its own that goes with its last reference.
final class TrialRegister: @unchecked Sendable {
    /// The folder of everything.
    let folder: String
    let engine: TestEngine
    // Kept for as long as the databases are needed.
    private var databases: [FreshDatabase] = []

    /// The register's folder.
    var data: String { folder + "/register" }

    init(on engine: TestEngine) throws {
        self.engine = engine
        folder = NSTemporaryDirectory() + "trial-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let run = try cabildo(
            ["found", "Examples/costa-verde", "--data", data, "--new-keys"] + (try elsewhere())
        )
        #expect(run.status == 0, "\(run.errors)")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The option that names an empty database, where the engine needs one.
    func elsewhere() throws -> [String] {
        guard engine == .postgres else { return [] }
        let fresh = try engine.fresh()
        databases.append(fresh)
        return ["--database", fresh.text]
    }

    /// The database that was named last.
    var lastDatabase: String? { databases.last?.text }

    func cabildo(_ arguments: [String]) throws -> Executable.Run {
        try Executable.find().run(arguments)
    }

    /// Makes a backup under a name, and gives its folder.
    func backup(_ name: String, of data: String? = nil) throws -> String {
        let out = "\(folder)/\(name)"
        let run = try cabildo(["backup", out, "--data", data ?? self.data])
        #expect(run.status == 0, "\(run.errors)")
        return out
    }

    /// The register's root and the log's size, as the doctor finds them.
    func state(of data: String? = nil) throws -> State {
        let run = try cabildo(["doctor", "--format", "json", "--data", data ?? self.data])
        let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let checks = ((report as? [String: Any])?["checks"] as? [[String: Any]]) ?? []
        func found(_ name: String) -> String {
            let check = checks.first { $0["check"] as? String == name }
            return check?["found"] as? String ?? ""
        }
        let errors = checks.filter { $0["status"] as? String == "error" }
        return State(
            root: String(found("register").split(separator: " ").last ?? ""),
            size: Int(found("log").split(separator: " ").first ?? "") ?? -1,
            errors: errors.compactMap { $0["check"] as? String },
            warnings: checks.filter { $0["status"] as? String == "warning" }
                .compactMap { $0["check"] as? String },
            status: run.status
        )
    }

    struct State: Equatable {
        let root: String
        let size: Int
        let errors: [String]
        let warnings: [String]
        let status: Int32
    }

    /// Changes the database behind the register's back.
    func tamper(_ statements: [String]) async throws {
        let note = try? String(contentsOfFile: data + "/database", encoding: .utf8)
        let text = note?.trimmingCharacters(in: .whitespacesAndNewlines)
        let database = try await Database.open(
            DatabaseLocation(parsing: text ?? "sqlite:\(data)/register.sqlite"),
            migrations: LogSchema.migrations
        )
        try await database.write { writer in
            for statement in statements { try writer.execute(statement) }
        }
        try await database.close()
    }

    /// The names in the folder of everything.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

/// Kills of the built executable at moments that a printed seed decides.
struct Killing {
    /// How many rounds are run; `CABILDO_KILLS` sets it.
    static let rounds =
        ProcessInfo.processInfo.environment["CABILDO_KILLS"].flatMap { Int($0) } ?? 12

    private var random: Seeded
    private let whole: UInt32

    /// - Parameters:
    ///   - what: what is killed, for the seed's line.
    ///   - whole: a run that is left alone, to see how long one takes.
    init(_ what: String, whole: () throws -> Void) rethrows {
        let given = ProcessInfo.processInfo.environment["CABILDO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...UInt64.max)
        print("kill -9 of \(what): seed \(seed)")
        random = Seeded(state: seed)
        let start = ContinuousClock.now
        try whole()
        let took = (ContinuousClock.now - start).components
        self.whole = UInt32(took.seconds * 1_000_000 + took.attoseconds / 1_000_000_000_000)
    }

    /// Runs the executable, and kills it at some moment from its middle to a little after its end.
    mutating func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: try Executable.find().path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        usleep(UInt32.random(in: whole / 3..<whole * 6 / 5, using: &random))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// A generator whose seed is printed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
