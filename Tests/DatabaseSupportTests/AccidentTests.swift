import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Accidents of a scratch server", .enabled(if: ScratchPostgres.isExpected))
struct AccidentTests {
    private let server: ScratchPostgres

    init() throws {
        server = try ScratchPostgres()
        try server.query("CREATE TABLE a (b integer)")
        try server.query("INSERT INTO a VALUES (1)")
    }

    @Test func `a killed server keeps what was committed, and its port`() throws {
        let open = Background {
            try psql(server.url(), "BEGIN", "INSERT INTO a VALUES (2)", "SELECT pg_sleep(60)")
        }
        #expect(try soon { try !server.backends(of: "postgres").isEmpty })
        let (before, port) = (try #require(server.postmaster), server.port)

        server.killPostmaster()

        #expect(server.postmaster == nil)
        #expect(try open.value().status != 0)
        #expect(throws: SupportFailure.self) { try server.query("SELECT 1") }
        try server.start()
        #expect(server.postmaster != before)
        #expect(server.port == port)
        #expect(try server.query("SELECT b FROM a") == "1")
        #expect(server.lastWords.contains("automatic recovery in progress"))
    }

    @Test(arguments: [false, true])
    func `a server that was ended starts again`(isImmediate: Bool) throws {
        #expect(server.stop(immediate: isImmediate))

        #expect(server.postmaster == nil)
        try server.start()
        #expect(try server.query("SELECT b FROM a") == "1")
        #expect(server.lastWords.contains("automatic recovery in progress") == isImmediate)
    }

    @Test func `a server that runs is not started twice`() throws {
        #expect(throws: SupportFailure.self) { try server.start() }
        #expect(try server.query("SELECT b FROM a") == "1")
    }

    @Test func `a killed session takes the others with it, and the server recovers`() throws {
        let name = try server.createDatabase()
        let sessions = (0..<2).map { _ in
            Background { try psql(server.url(name), "SELECT pg_sleep(60)") }
        }
        #expect(try soon { try server.backends(of: name).count == 2 })
        let before = server.postmaster

        try server.killBackend(try #require(try server.backends(of: name).first))

        for session in sessions { #expect(try session.value().status != 0) }
        #expect(soon { (try? server.query("SELECT b FROM a")) == "1" })
        #expect(server.postmaster == before)
    }

    @Test func `a process of somebody else is not killed`() throws {
        let postmaster = try #require(server.postmaster)

        for process in [getpid(), getppid(), postmaster] {
            #expect(throws: SupportFailure.self) { try server.killBackend(process) }
        }
        #expect(try server.query("SELECT b FROM a") == "1")
    }

    @Test func `a frozen server ends with its owner all the same`() throws {
        var frozen: ScratchPostgres? = try ScratchPostgres()
        let folder = try #require(frozen?.folder)
        let id = try #require(frozen?.postmaster)
        kill(id, SIGSTOP)
        frozen = nil

        #expect(kill(id, 0) != 0)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `a killed server leaves no shared memory behind`() throws {
        var killed: ScratchPostgres? = try ScratchPostgres()
        let file = try #require(killed?.folder) + "/data/postmaster.pid"
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let segment = try #require(lines[6].split(separator: " ").last)
        #expect(try Command.run(["ipcs", "-m", "-i", String(segment)]).output.contains("shmid"))

        killed?.killPostmaster()
        killed = nil

        let after = try Command.run(["ipcs", "-m", "-i", String(segment)])
        #expect(!after.output.contains("shmid"))
    }
}
