import DatabaseSupport
import Foundation
import Storage
import Testing

@Suite("Locations of PostgreSQL") struct ServerLocationTests {
    @Test(arguments: [
        "postgres://db.example/x?sslmode=disable", "postgres://db.example/x?sslmode=prefer",
        "postgres://db.example/x?sslmode=require",
        "postgres://127.0.0.1,db.example/x?sslmode=allow",
        "postgres://127.evil.example/x?sslmode=disable",
        "postgres://localhost.evil.example/x?sslmode=disable",
        "postgres://localhost/x?hostaddr=192.0.2.1&sslmode=disable",
        "postgres://localhost/x?service=elsewhere&sslmode=disable",
        "postgres://h/d?nonsense=1", "postgres://h/d?sslmode=%00",
    ])
    func `are refused where the server would not be verified, or cannot be read`(text: String) {
        let error = #expect(throws: DatabaseError.self) { try DatabaseLocation(parsing: text) }

        #expect(error?.code == .invalidLocation)
    }

    @Test(arguments: [
        "postgres://db.example/x", "postgresql://db.example/x?sslmode=verify-ca",
        "postgres://127.0.0.1:5433/x", "postgres://localhost/x", "postgres://[::1]/x",
        "postgres:///x?host=/run/postgresql", "postgres://a.example,b.example:5433/x",
    ])
    func `are read where they are safe`(text: String) throws {
        guard case .postgres(let server) = try DatabaseLocation(parsing: text) else {
            Issue.record("not a server")
            return
        }
        #expect(server.database == "x")
        #expect(!server.holdsPassword)
    }

    @Test func `never show a password`() throws {
        let text = "postgres://amaya:s3cret%21@127.0.0.1:5433/x?sslpassword=h1dden&sslkey=k"
        guard case .postgres(let server) = try DatabaseLocation(parsing: text) else { return }
        let shown = [
            "\(server)", server.uriWithoutPassword, "\(DatabaseLocation.postgres(server))",
        ]

        #expect(server.holdsPassword)
        for line in shown {
            #expect(!line.contains("s3cret") && !line.contains("h1dden"), "\(line)")
            #expect(line.contains("amaya"))
        }
        let error = #expect(throws: DatabaseError.self) {
            try DatabaseLocation(parsing: "postgres://u:s3cret@h/d?bad=1")
        }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func `without a password name the same server again`() throws {
        let text = "postgres://amaya@127.0.0.1:5433/x?application_name=a%20b%26c"
        guard case .postgres(let server) = try DatabaseLocation(parsing: text) else { return }

        #expect(
            try DatabaseLocation(parsing: server.uriWithoutPassword).description
                == DatabaseLocation.postgres(server).description
        )
        #expect(server.uriWithoutPassword.contains("a%20b%26c"))
    }
}

@Suite("Encrypted connections", .enabled(if: TestEngine.all.contains(.postgres)))
struct EncryptionTests {
    private let server: ScratchPostgres

    init() throws {
        var setup = ScratchPostgres.Setup()
        setup.speaksTLS = true
        setup.asksForPassword = true
        server = try ScratchPostgres(setup)
    }

    private func open(_ query: String) async throws -> Database {
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        settings.retryPeriod = .milliseconds(100)
        return try await Database.open(
            try DatabaseLocation(parsing: server.url() + "?" + query),
            migrations: [accounts],
            settings: settings
        )
    }

    @Test func `verify the server, and carry large results`() async throws {
        let root = try #require(server.rootCertificate)
        let database = try await open("sslmode=verify-full&sslrootcert=\(root)")
        let rows: [[SQLValue]] = (0..<200).map {
            [.text("n\($0)"), 1, .blob([UInt8](repeating: UInt8($0), count: 20_000))]
        }
        try await database.write {
            try $0.insert(rows, into: "accounts", columns: ["name", "balance", "seal"])
        }
        let read = try await database.read {
            try $0.query("SELECT name, balance, seal FROM accounts ORDER BY id")
        }

        #expect(read.map(\.values) == rows)
        #expect(
            try await database.inspect().contains { $0.name == "encrypted" && $0.value == "yes" }
        )
        try await database.close()
    }

    @Test func `refuse a server that another authority signed`() async throws {
        let other = NSTemporaryDirectory() + "root-\(UUID().uuidString).pem"
        let made = try Command.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=other", "-keyout", "/dev/null", "-out", other,
        ])
        #expect(made.status == 0)
        defer { try? FileManager.default.removeItem(atPath: other) }

        let error = await #expect(throws: DatabaseError.self) {
            try await open("sslmode=verify-full&sslrootcert=\(other)")
        }
        #expect(error?.code == .cannotOpen)
        #expect(error?.reason.contains("certificate") == true)
    }

    @Test func `refuse a wrong password without repeating it`() async throws {
        let text = "postgres://postgres:wr0ng@127.0.0.1:\(server.port)/postgres"
        let error = await #expect(throws: DatabaseError.self) {
            try await Database.open(try DatabaseLocation(parsing: text), migrations: [])
        }

        #expect(error?.code == .cannotOpen)
        #expect(error?.description.contains("wr0ng") == false)
    }
}
