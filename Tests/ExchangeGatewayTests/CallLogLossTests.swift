import DataExchange
import DatabaseSupport
import ExchangeGateway
import Storage
import Testing

/// What becomes of records when connections to PostgreSQL are lost.
@Suite(.enabled(if: TestEngine.all.contains(.postgres)), .timeLimit(.minutes(3)))
struct `Call log over a bad network` {
    private func open(
        _ change: (inout DatabaseSettings) -> Void = { _ in }
    ) async throws -> (database: Database, proxy: CuttingProxy) {
        let server = try ScratchPostgres.shared.get()
        let direct = try server.makeDatabase()
        let name = String(try #require(direct.split(separator: "/").last))
        let proxy = try CuttingProxy(to: server.port)
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        change(&settings)
        let database = try await Database.open(
            try DatabaseLocation(parsing: server.url(name, port: proxy.port)),
            migrations: CallSchema.migrations,
            settings: settings
        )
        return (database, proxy)
    }

    @Test(arguments: [CuttingProxy.Moment.beforeForwarding, .afterAnswer])
    func `a batch whose commit was cut is stored once`(
        moment: CuttingProxy.Moment
    ) async throws {
        let (database, proxy) = try await open()
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        proxy.cut(moment, whenClientSends: "\0cabildo_commit\0")

        try await log.append(try records(["b", "c"]))
        try await log.append(try records(["d"]))

        #expect(proxy.cuts == 1)
        #expect(try await database.lines(of: log.id) == lines(["a", "b", "c", "d"]))
        #expect(log.chain.length == 4)
        await log.close()
        try await database.close()
    }

    @Test func `a batch whose outcome stays unknown is either there or not, and the chain goes on`()
        async throws
    {
        let (database, proxy) = try await open { $0.retryPeriod = .zero }
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        proxy.cut(.afterAnswer, whenClientSends: "\0cabildo_commit\0")

        let error = await #expect(throws: DatabaseError.self) {
            try await log.append(try records(["b"]))
        }
        #expect(error?.code == .outcomeUnknown)
        #expect(log.chain.length == 1)
        #expect(!log.canStore)
        try await log.append(try records(["c"]))

        #expect(log.canStore)
        #expect(try await database.lines(of: log.id) == lines(["a", "b", "c"]))
        #expect(try await database.verify(log.id).fault == nil)
        await log.close()
        try await database.close()
    }

    @Test func `takes its lock again when the session that held it was lost`() async throws {
        let (database, proxy) = try await open()
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        let server = try ScratchPostgres.shared.get()
        let name = String(try #require("\(database.location)".split(separator: "/").last))
        func holders() throws -> String {
            try server.query(
                """
                SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE l.locktype = 'advisory' AND d.datname = '\(name)'
                """
            )
        }
        #expect(try holders() == "1")
        proxy.severAll()
        while try holders() != "0" { await Task.yield() }

        // The session is asked for a word every five seconds; then its loss is known.
        while try holders() == "0" {
            try await log.renewLock()
            await Task.yield()
        }

        #expect(try holders() == "1")
        try await log.append(try records(["b"]))
        #expect(try await database.lines(of: log.id) == lines(["a", "b"]))
        await log.close()
        try await database.close()
    }

    @Test func `ends when another process has taken its lock`() async throws {
        let (database, proxy) = try await open { $0.transactionTimeout = .seconds(2) }
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        proxy.severAll()
        let other = try await CallLog.open(database, continuing: log.known)

        let fault = await #expect(throws: CallLogFault.self) {
            while true {
                try await log.renewLock()
                await Task.yield()
            }
        }
        #expect(fault?.code == .takenOver)
        #expect(log.end == fault)
        await #expect(throws: CallLogFault.self) { try await log.append(try records(["b"])) }
        try await other.append(try records(["c"]))
        #expect(try await database.lines(of: log.id) == lines(["a", "c"]))
        await log.close()
        await other.close()
        try await database.close()
    }

    @Test func `refuses records while the server is away, and takes them when it is back`()
        async throws
    {
        let (database, proxy) = try await open { $0.retryPeriod = .zero }
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        proxy.refuse(true)
        proxy.severAll()

        for batch in [try records(["b"]), []] {
            let error = await #expect(throws: DatabaseError.self) { try await log.append(batch) }
            #expect(error?.code == .unavailable)
            #expect(!log.canStore)
        }
        #expect(log.end == nil)
        proxy.refuse(false)
        try await log.append([])

        #expect(log.canStore)
        try await log.append(try records(["c"]))
        #expect(try await database.lines(of: log.id) == lines(["a", "c"]))
        await log.close()
        try await database.close()
    }
}
