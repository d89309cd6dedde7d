import DataExchange
import DatabaseSupport
import ExchangeGateway
import Storage
import Testing

/// What becomes of records when connections to PostgreSQL are lost.
@Suite(.enabled(if: TestEngine.all.contains(.postgres))) struct `Call log over a bad network` {
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
