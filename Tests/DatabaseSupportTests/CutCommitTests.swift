import DatabaseSupport
import Testing

@Suite("Commits cut by a proxy", .enabled(if: ScratchPostgres.isExpected))
struct CutCommitTests {
    private let server: ScratchPostgres
    private let name: String
    private let proxy: CuttingProxy
    private let url: String

    init() throws {
        server = try ScratchPostgres.shared.get()
        name = try server.createDatabase()
        proxy = try CuttingProxy(to: server.port)
        url = server.url(name, port: proxy.port)
        try server.query("CREATE TABLE a (b integer)", in: name)
    }

    private func insert() throws -> Int32 {
        try psql(url, "BEGIN", "INSERT INTO a VALUES (1)", "COMMIT").status
    }

    private func rows() throws -> String {
        try server.query("SELECT count(*) FROM a", in: name)
    }

    @Test func `did not happen where the server never saw them`() throws {
        proxy.cut(.beforeForwarding, whenClientSends: "COMMIT")

        #expect(try insert() != 0)
        #expect(try soon { try server.backends(of: name).isEmpty })
        #expect(try rows() == "0")
        #expect(try insert() == 0)
        #expect(try rows() == "1")
        #expect(proxy.cuts == 1)
    }

    @Test func `happened where only the answer was lost`() throws {
        proxy.cut(.afterAnswer, whenClientSends: "COMMIT")

        #expect(try insert() != 0)
        #expect(try rows() == "1")
        #expect(try insert() == 0)
        #expect(try rows() == "2")
        #expect(proxy.cuts == 1)
    }

    @Test func `are cut without an answer when the server takes too long`() throws {
        proxy.cut(.afterAnswer, whenClientSends: "pg_sleep", answerWithin: .milliseconds(200))
        let run = try psql(url, "SELECT pg_sleep(600)")

        #expect(run.status != 0)
        #expect(proxy.cuts == 1)
        let ends =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
        try server.query(ends)
    }

    @Test func `wait while the proxy is stalled, and happen then`() throws {
        proxy.stall(true)
        let inserting = Background { try insert() }
        #expect(soon { proxy.connections == 1 })

        #expect(try server.backends(of: name) == [])
        #expect(!inserting.hasEnded)
        proxy.stall(false)
        #expect(try inserting.value() == 0)
        #expect(try rows() == "1")
    }

    @Test func `cannot be asked for while the proxy refuses`() throws {
        proxy.refuse(true)

        #expect(try insert() != 0)
        proxy.refuse(false)
        #expect(try insert() == 0)
        #expect(proxy.connections >= 2)
    }
}
