import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Scratch server", .enabled(if: ScratchPostgres.isExpected))
struct ScratchPostgresTests {
    private let server: ScratchPostgres

    init() throws { server = try ScratchPostgres.shared.get() }

    @Test(arguments: [
        ("fsync", "on"), ("data_checksums", "on"), ("server_encoding", "UTF8"),
        ("lc_collate", "C.UTF-8"), ("listen_addresses", "127.0.0.1"), ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
    ])
    func `runs with the settings of a server that loses nothing`(name: String, value: String) throws
    {
        #expect(try server.query("SHOW \(name)") == value)
    }

    @Test func `gives each caller an empty database of its own`() throws {
        let (first, second) = (try server.createDatabase(), try server.createDatabase())
        try server.query("CREATE TABLE a (b integer)", in: first)

        #expect(first != second)
        #expect(throws: SupportFailure.self) { try server.query("SELECT * FROM a", in: second) }
        #expect(try server.psql("SELECT 1", at: try server.makeDatabase()) == "1")
    }

    @Test func `removes a database that is in use`() throws {
        let name = try server.createDatabase()
        let session = Background { try psql(server.url(name), "SELECT pg_sleep(60)") }
        #expect(try soon { try !server.backends(of: name).isEmpty })

        try server.dropDatabase(name)

        #expect(try session.value().status != 0)
        #expect(try server.query("SELECT 1 FROM pg_database WHERE datname = '\(name)'") == "")
    }

    @Test func `tells psql's complaint and the server's last words`() throws {
        let failure = try #require(throws: SupportFailure.self) {
            try server.query("SELECT * FROM no_such_table")
        }

        let parts = failure.description.components(separatedBy: "server: ")
        #expect(parts.count == 2)
        #expect(parts.allSatisfy { $0.contains("no_such_table") })
    }

    @Test func `does as many statements as it is given, or none`() throws {
        let name = try server.createDatabase()

        #expect(throws: SupportFailure.self) {
            try server.query("CREATE TABLE a (b integer); SELECT 1/0", in: name)
        }
        #expect(
            try server.query("SELECT count(*) FROM pg_tables WHERE tablename = 'a'", in: name)
                == "0"
        )
        #expect(try server.query("SELECT 1, 'x'; SELECT 2", in: name) == "1|x\n2")
    }

    @Test func `can be reached by its socket`() throws {
        let run = try Command.run(
            ["psql", "-qAtX", "-h", server.folder, "-p", "\(server.port)", "-U", "postgres"]
                + ["-c", "SELECT inet_server_addr() IS NULL"]
        )

        #expect(run.output == "t\n")
    }

    @Test func `asks for the password where it was told to`() throws {
        var setup = ScratchPostgres.Setup()
        setup.asksForPassword = true
        let server = try ScratchPostgres(setup)
        let password = try #require(server.password)
        let wrong = server.url().replacingOccurrences(of: password, with: "wrong")

        #expect(try server.query("SELECT 1") == "1")
        #expect(try psql(wrong, "SELECT 1").errors.contains("password authentication failed"))
        #expect(try server.query("SHOW password_encryption") == "scram-sha-256")
    }

    @Test func `says at once why it does not start`() throws {
        var setup = ScratchPostgres.Setup()
        setup.settings = ["no_such_setting": "1"]

        let failure = try #require(throws: SupportFailure.self) { try ScratchPostgres(setup) }

        #expect(failure.description.contains("unrecognized configuration parameter"))
    }

    @Test func `takes the settings it is given`() throws {
        var setup = ScratchPostgres.Setup()
        setup.settings = ["max_connections": "17", "application_name": "a ''quoted'' one"]
        let server = try ScratchPostgres(setup)

        #expect(try server.query("SHOW max_connections") == "17")
    }

    @Test func `leaves a folder of the caller's behind, with the data`() throws {
        let folder = NSTemporaryDirectory() + "kept-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var setup = ScratchPostgres.Setup()
        setup.folder = folder
        var server: ScratchPostgres? = try ScratchPostgres(setup)
        let id = try #require(server?.postmaster)
        server = nil

        #expect(FileManager.default.fileExists(atPath: folder + "/data/PG_VERSION"))
        #expect(kill(id, 0) != 0)
    }

    @Test func `is gone with its folder when its owner drops it`() throws {
        var server: ScratchPostgres? = try ScratchPostgres()
        let folder = try #require(server?.folder)
        let id = try #require(server?.postmaster)
        server = nil

        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(kill(id, 0) != 0)
    }
}
