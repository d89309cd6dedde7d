import DatabaseSupport
import Storage
import Testing

/// What becomes of transactions when the connection to PostgreSQL is lost.
@Suite("Lost connections", .enabled(if: TestEngine.all.contains(.postgres)))
struct LossTests {
    private let server: ScratchPostgres
    private let name: String
    private let proxy: CuttingProxy

    init() throws {
        server = try ScratchPostgres.shared.get()
        name = String(try #require(try server.makeDatabase().split(separator: "/").last))
        proxy = try CuttingProxy(to: server.port)
    }

    private func open(
        _ change: (inout DatabaseSettings) -> Void = { _ in }
    ) async throws -> Database {
        let location = try DatabaseLocation(parsing: server.url(name))
        _ = try await Database.migrate(location, migrations: [accounts], isTrial: false)
        var settings = DatabaseSettings()
        change(&settings)
        return try await Database.open(
            try DatabaseLocation(parsing: server.url(name, port: proxy.port)),
            migrations: [accounts],
            settings: settings
        )
    }

    private func rows() throws -> String {
        try server.query("SELECT count(*) FROM accounts", in: name)
    }

    @Test func `before the commit was sent, the transaction is done anew`() async throws {
        let database = try await open()
        proxy.cut(.beforeForwarding, whenClientSends: "the one")
        try await database.write { try $0.execute(insert, ["the one", 1]) }

        #expect(proxy.cuts == 1)
        #expect(try rows() == "1")
        #expect(database.metrics.repeated == 1)
        #expect(database.metrics.lostConnections >= 1)
    }

    @Test(arguments: [CuttingProxy.Moment.beforeForwarding, .afterAnswer])
    func `during the commit, the outcome is unknown and nothing is done twice`(
        moment: CuttingProxy.Moment
    ) async throws {
        let database = try await open()
        try await database.write { try $0.execute(insert, ["first", 1]) }
        proxy.cut(moment, whenClientSends: commitOnTheWire)

        let found = try await code {
            try await database.write { try $0.execute(insert, ["second", 1]) }
        }

        #expect(found == .outcomeUnknown)
        #expect(try rows() == (moment == .afterAnswer ? "2" : "1"))
        #expect(database.metrics.unknownOutcomes == 1)
    }

    @Test(arguments: [CuttingProxy.Moment.beforeForwarding, .afterAnswer])
    func `during the commit of work with a key, it is done exactly once`(
        moment: CuttingProxy.Moment
    ) async throws {
        let database = try await open()
        proxy.cut(moment, whenClientSends: commitOnTheWire)

        let result = try await database.write(once: "k") { writer in
            try writer.execute(insert, ["a", 1])
            return [5]
        }

        #expect(result == [5])
        #expect(proxy.cuts == 1)
        #expect(try rows() == "1")
    }

    @Test(arguments: [CuttingProxy.Moment.beforeForwarding, .afterAnswer])
    func `of a single statement leaves its outcome unknown`(
        moment: CuttingProxy.Moment
    ) async throws {
        let database = try await open()
        proxy.cut(moment, whenClientSends: "the one")

        #expect(
            try await code { try await database.execute(insert, ["the one", 1]) } == .outcomeUnknown
        )
        #expect(try rows() == (moment == .afterAnswer ? "1" : "0"))
    }

    @Test func `during the commit stays in doubt when the server is away afterwards`() async throws
    {
        let database = try await open { $0.retryPeriod = .milliseconds(300) }
        try await database.write { try $0.execute(insert, ["first", 1]) }
        // The connection of before goes on; a new one finds nobody.
        proxy.refuse(true)
        proxy.cut(.afterAnswer, whenClientSends: commitOnTheWire)

        let found = try await code {
            try await database.writeIdempotently { try $0.execute(insert, ["second", 1]) }
        }

        #expect(found == .outcomeUnknown)
        #expect(try rows() == "2")
    }

    @Test func `of all connections at once is mended without an error`() async throws {
        let database = try await open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    _ = try await database.write(once: "k\(number)") { writer in
                        try writer.execute(insert, [.text("n\(number)"), 1])
                        return []
                    }
                }
                if number % 50 == 25 { proxy.severAll() }
            }
            try await group.waitForAll()
        }

        #expect(try rows() == "200")
    }

    @Test func `to a server that vanished ends in time`() async throws {
        let database = try await open { settings in
            settings.transactionTimeout = .seconds(1)
            settings.retryPeriod = .seconds(1)
        }
        proxy.stall(true)
        let found = try await code {
            try await database.write { try $0.execute(insert, ["a", 1]) }
        }
        proxy.stall(false)
        proxy.severAll()

        #expect(found == .timeout)
        #expect(try rows() == "0")
        try await database.write { try $0.execute(insert, ["a", 1]) }
        #expect(try rows() == "1")
    }

    @Test func `to a server that refuses is told as unavailable`() async throws {
        let database = try await open { $0.retryPeriod = .milliseconds(200) }
        proxy.refuse(true)
        proxy.severAll()

        #expect(try await code { try await count(database) } == .unavailable)
        proxy.refuse(false)
        #expect(try await count(database) == 0)
    }

    @Test func `of the holder of a lock gives the lock to the next, and a greater fence`()
        async throws
    {
        let database = try await open()
        let direct = try await Database.open(
            try DatabaseLocation(parsing: server.url(name)),
            migrations: [accounts]
        )
        let (mine, theirs) = (try database.lock(named: "l"), try direct.lock(named: "l"))
        let first = try await mine.acquire()
        proxy.severAll()
        let second = try await theirs.acquire()

        #expect(second.number > first.number)
        #expect(try await code { try await database.write { try $0.hold(first) } } == .fenced)
        await mine.close()
        await theirs.close()
    }

    @Test func `of the connection for signals is mended, and a signal comes at once`() async throws
    {
        let database = try await open()
        var signals = database.signals(on: "news").makeAsyncIterator()
        _ = await signals.next()
        proxy.severAll()

        #expect(await signals.next() != nil)
        try await database.close()
    }

    @Test func `of a killed session is mended`() async throws {
        let database = try await open()
        _ = try await count(database)
        for session in try server.backends(of: name) {
            try server.query("SELECT pg_terminate_backend(\(session))")
        }

        #expect(try await count(database) == 0)
    }
}

/// How a commit looks on its way to the server: a Bind message for the prepared statement, and not
/// the Parse message that prepared it.
private let commitOnTheWire = "\0cabildo_commit\0"
