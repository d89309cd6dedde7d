import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Small disk", .enabled(if: SmallDisk.isAvailable, "a small disk needs the right to mount"))
struct SmallDiskTests {
    @Test func `has the size that was asked for, and no byte more`() throws {
        let disk = try SmallDisk(megabytes: 2)
        defer { disk.remove() }

        let taken = disk.fill()

        #expect((2_000_000...2_097_152).contains(taken))
        #expect(open(disk.path + "/more", O_WRONLY | O_CREAT, 0o600) < 0 || taken > 0)
        #expect(throws: (any Error).self) {
            try Data([1]).write(to: URL(filePath: disk.path + "/more"))
        }
        disk.empty()
        try Data([1]).write(to: URL(filePath: disk.path + "/more"))
    }

    @Test func `is gone once removed, though a file on it is open`() throws {
        let disk = try SmallDisk(megabytes: 1)
        let file = open(disk.path + "/open", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(file >= 0)
        disk.remove()

        #expect(!FileManager.default.fileExists(atPath: disk.path))
        #expect(write(file, [1], 1) == 1)
        close(file)
    }

    @Test(.enabled(if: ScratchPostgres.isExpected))
    func `makes a server on it refuse, which goes on when there is room`() throws {
        let disk = try SmallDisk(megabytes: 160)
        defer { disk.remove() }
        var setup = ScratchPostgres.Setup()
        setup.folder = disk.path + "/server"
        setup.settings = ["min_wal_size": "32MB", "max_wal_size": "48MB"]
        let server = try ScratchPostgres(setup)
        try server.query("CREATE TABLE a (b text)")
        try server.query("INSERT INTO a VALUES ('first')")
        disk.fill()

        let failure = try #require(throws: SupportFailure.self) {
            // More than the log file at hand has room for: the server must ask for more.
            try server.query(
                "INSERT INTO a SELECT repeat('x', 2000) FROM generate_series(1, 20000)"
            )
        }

        #expect(failure.description.contains("No space left on device"))
        disk.empty()
        if server.postmaster == nil { try server.start() }
        #expect(soon { (try? server.query("SELECT b FROM a")) == "first" })
        try server.query("INSERT INTO a VALUES ('second')")
        #expect(try server.query("SELECT count(*) FROM a") == "2")
        server.stop()
    }
}
