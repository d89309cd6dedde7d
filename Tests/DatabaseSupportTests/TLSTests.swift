import DatabaseSupport
import Testing

@Suite("Scratch server that speaks TLS", .enabled(if: ScratchPostgres.isExpected))
struct TLSTests {
    private let server: ScratchPostgres
    private let root: String

    init() throws {
        var setup = ScratchPostgres.Setup()
        setup.speaksTLS = true
        server = try ScratchPostgres(setup)
        root = try #require(server.rootCertificate)
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `is the one that its authority vouches for`(host: String) throws {
        let url = server.url(host: host) + "?sslmode=verify-full&sslrootcert=\(root)"
        let isEncrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"

        let run = try psql(url, isEncrypted)

        #expect(run.output == "t\n", "\(run.errors)")
    }

    @Test func `is refused by who trusts another authority`() throws {
        var setup = ScratchPostgres.Setup()
        setup.speaksTLS = true
        let other = try ScratchPostgres(setup)
        let wrong = try #require(other.rootCertificate)

        let run = try psql(server.url() + "?sslmode=verify-full&sslrootcert=\(wrong)", "SELECT 1")

        #expect(run.status != 0)
        #expect(run.errors.contains("certificate verify failed"))
    }

    @Test func `cannot be had from a server that does not speak it`() throws {
        let plain = try ScratchPostgres.shared.get()

        #expect(plain.rootCertificate == nil)
        #expect(try psql(plain.url() + "?sslmode=require", "SELECT 1").status != 0)
    }
}
