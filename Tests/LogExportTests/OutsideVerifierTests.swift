import DatabaseSupport
import Foundation
import Storage
import Testing
import TransparencyLog

/// What verifiers that we did not write say about an exported log of 100,000 entries.
///
/// Each runs where it is installed: Go with Debian's `golang-golang-x-mod-dev`, and the Python
/// package `aics-tlog`, of which `CABILDO_AICS_TLOG` names the program.
@Suite struct OutsideVerifiers {
    private static let size = 100_000
    private static let goPackages = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"
    private static let program = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "OutsideVerifiers/sumdb/main.go").path

    static let hasGo: Bool = {
        let found =
            FileManager.default.fileExists(atPath: goPackages)
            && (try? Command.run(["go", "version"]).status) == 0
        if !found {
            print("Go's sumdb is not installed: apt-get install golang-go golang-golang-x-mod-dev")
        }
        return found
    }()

    static let python = ProcessInfo.processInfo.environment["CABILDO_AICS_TLOG"]

    @Test(.enabled(if: hasGo, "needs golang-go and golang-golang-x-mod-dev"))
    func `Go's sumdb accepts the log, and refuses it with one byte changed`() async throws {
        let trial = try await TrialLog(Self.size, batch: 10_000)
        try await trial.export()
        let check = trial.folder + "-sumdb"
        defer { try? FileManager.default.removeItem(atPath: check) }
        let environment = [
            "GO111MODULE": "off", "GOFLAGS": "", "GOPATH": "/usr/share/gocode",
            "GOCACHE": NSTemporaryDirectory() + "go-cache",
        ]
        let built = try Command.run(
            ["go", "build", "-o", check, Self.program],
            environment: environment,
            limit: .seconds(300)
        )
        try #require(built.status == 0, "\(built.errors)")
        let key = try TrialLog.signer.get().verifier.text

        let run = try Command.run([check, trial.folder, key], limit: .seconds(300))
        print("Go's sumdb: \(run.output)", terminator: "")
        #expect(run.status == 0, "\(run.output) \(run.errors)")
        #expect(run.output.hasPrefix("100000 entries, 394 tiles, 300 inclusion"))

        for path in ["tile/0/x000/000", "tile/0/123", "tile/entries/007", "checkpoint"] {
            let file = URL(filePath: trial.folder + "/" + path)
            guard let whole = try? Data(contentsOf: file) else { continue }
            var spoiled = whole
            spoiled[spoiled.count - 10] ^= 1
            try spoiled.write(to: file)
            let refused = try Command.run([check, trial.folder, key], limit: .seconds(300))
            #expect(refused.status != 0, "\(path): \(refused.output)")
            try whole.write(to: file)
        }
        try await trial.database.close()
    }

    @Test(.enabled(if: python != nil, "needs aics-tlog in CABILDO_AICS_TLOG"))
    func `aics-tlog accepts the log and its growth`() async throws {
        let trial = try await TrialLog(60_000, batch: 10_000)
        try await trial.export()
        let old = trial.folder + "/checkpoint.old"
        try FileManager.default.copyItem(atPath: trial.folder + "/checkpoint", toPath: old)
        try await trial.grow(to: Self.size, batch: 10_000)
        try await trial.export()
        let leaf = trial.folder + "/leaf"
        try Data(TrialLog.entry(77_777)).write(to: URL(filePath: leaf))
        let program = try #require(Self.python)
        let log = [
            "--tiles", trial.folder, "--log-key", try TrialLog.signer.get().verifier.text,
        ]

        let commands = [
            ["verify-checkpoint"] + log,
            ["verify-inclusion", "--index", "77777", "--leaf", leaf] + log,
            ["verify-consistency", "--old-checkpoint", old] + log,
        ]
        for arguments in commands {
            let run = try Command.run([program] + arguments, limit: .seconds(300))
            print("aics-tlog: \(run.output)", terminator: "")
            #expect(run.status == 0, "\(run.output) \(run.errors)")
        }
        let wrong = ["verify-inclusion", "--index", "77776", "--leaf", leaf] + log
        #expect(try Command.run([program] + wrong, limit: .seconds(300)).status != 0)
        try await trial.database.close()
    }
}
