import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Accidents under load: what was acknowledged is there, and nothing is there twice.
///
/// `CABILDO_KILLS=200` runs more rounds; the seed is printed and can be given as `CABILDO_SEED`.
@Suite("Accidents", .serialized) struct KillTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let rounds = environment["CABILDO_KILLS"].flatMap { Int($0) } ?? 10

    /// A generator whose seed is printed.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        init(_ what: String) {
            let given = KillTests.environment["CABILDO_SEED"].flatMap { UInt64($0) }
            state = given ?? UInt64.random(in: 1...UInt64.max)
            print("\(what): seed \(state)")
        }

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(arguments: TestEngine.all, ["ledger", "log", "calls"])
    func `a process killed at any moment loses nothing that it acknowledged`(
        engine: TestEngine,
        mode: String
    ) throws {
        var random = Seeded("kill -9 of the process, \(mode) on \(engine)")
        let fresh = try engine.fresh()
        var acknowledged: [String] = []
        for round in 0..<Self.rounds {
            let driver = try DriverProcess(mode, fresh.text, round: round)
            try driver.wait(forMoreThan: 0)
            usleep(UInt32.random(in: 0..<60_000, using: &random))
            driver.kill()
            acknowledged += driver.acknowledged
        }
        let found = try DriverFindings(fresh.text)

        found.check(acknowledged, in: mode)
        print("\(mode) on \(engine): \(Self.rounds) kills, \(acknowledged.count) acknowledged")
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)), arguments: ["ledger", "log", "calls"])
    func `a killed session of PostgreSQL loses nothing`(mode: String) throws {
        var random = Seeded("kill -9 of a backend, \(mode)")
        let server = try ScratchPostgres()
        let database = try server.makeDatabase()
        let name = String(try #require(database.split(separator: "/").last))
        let driver = try DriverProcess(mode, database, round: 0)
        for _ in 0..<3 {
            let before = driver.acknowledged.count
            try driver.wait(forMoreThan: before + 20)
            // The postmaster ends all sessions when one was killed, and recovers.
            let sessions = try server.backends(of: name)
            if let session = sessions.randomElement(using: &random) { kill(session, SIGKILL) }
            try driver.wait(forMoreThan: driver.acknowledged.count + 20)
        }
        driver.kill()
        let found = try DriverFindings(database)

        found.check(driver.acknowledged, in: mode)
        print("\(mode): 3 sessions killed, \(driver.acknowledged.count) acknowledged")
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)), arguments: ["ledger", "log", "calls"])
    func `a killed postmaster loses nothing`(mode: String) throws {
        let server = try ScratchPostgres()
        let database = try server.makeDatabase()
        let driver = try DriverProcess(mode, database, round: 0)
        for _ in 0..<2 {
            try driver.wait(forMoreThan: driver.acknowledged.count + 20)
            server.killPostmaster()
            try server.start()
            try driver.wait(forMoreThan: driver.acknowledged.count + 20)
        }
        driver.kill()
        let found = try DriverFindings(database)

        found.check(driver.acknowledged, in: mode)
        print("\(mode): 2 postmasters killed, \(driver.acknowledged.count) acknowledged")
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)), arguments: ["ledger", "log", "calls"])
    func `connections cut in the middle of commits lose nothing, and nothing is done twice`(
        mode: String
    ) throws {
        let server = try ScratchPostgres.shared.get()
        let direct = try server.makeDatabase()
        let name = String(try #require(direct.split(separator: "/").last))
        let proxy = try CuttingProxy(to: server.port)
        let driver = try DriverProcess(mode, server.url(name, port: proxy.port), round: 0)
        for round in 0..<20 {
            try driver.wait(forMoreThan: driver.acknowledged.count)
            let cuts = proxy.cuts
            proxy.cut(
                round % 2 == 0 ? .afterAnswer : .beforeForwarding,
                whenClientSends: commitOnTheWire
            )
            while proxy.cuts == cuts { usleep(1000) }
        }
        driver.kill()
        let found = try DriverFindings(direct)

        found.check(driver.acknowledged, in: mode)
        print("\(mode): \(proxy.cuts) commits cut, \(driver.acknowledged.count) acknowledged")
    }

    @Test(
        .enabled(if: SmallDisk.isAvailable, "a full disk needs the right to mount"),
        arguments: TestEngine.all,
        ["ledger", "log", "calls"]
    )
    func `a full disk refuses, keeps what was, and goes on when there is room`(
        engine: TestEngine,
        mode: String
    ) throws {
        let disk = try SmallDisk(megabytes: engine == .sqlite ? 8 : 160)
        defer { disk.remove() }
        var server: ScratchPostgres?
        let database: String
        if engine == .postgres {
            var setup = ScratchPostgres.Setup()
            setup.folder = disk.path + "/server"
            setup.settings = ["min_wal_size": "32MB", "max_wal_size": "48MB"]
            let started = try ScratchPostgres(setup)
            database = try started.makeDatabase()
            server = started
        } else {
            database = "sqlite:\(disk.path)/a.sqlite"
        }
        let driver = try DriverProcess(mode, database, round: 0)
        try driver.wait(forMoreThan: 50)
        disk.fill()
        // On a full disk PostgreSQL refuses statements or ends; SQLite refuses.
        while !driver.lines.contains(where: { $0.hasPrefix("failed ") }),
            server.map({ $0.postmaster != nil }) ?? true
        { usleep(5000) }
        let before = driver.acknowledged.count
        disk.empty()
        if let server, server.postmaster == nil { try server.start() }
        try driver.wait(forMoreThan: max(before, driver.acknowledged.count) + 20)
        driver.kill()
        let found = try DriverFindings(database)

        found.check(driver.acknowledged, in: mode)
        print("\(mode) on \(engine): full disk, \(driver.acknowledged.count) acknowledged")
        server?.stop()
    }
}

/// How a commit looks on its way to the server: a Bind message for the prepared statement, and not
/// the Parse message that prepared it.
private let commitOnTheWire = "\0cabildo_commit\0"
