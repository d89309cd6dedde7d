import Foundation
import Storage
import Testing

@Suite("Opening") struct OpeningTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ name: String) async throws -> Database {
        try await .open(.sqlite(path: folder.file(name)), migrations: [accounts])
    }

    @Test func `makes folders and files that only their owner can read`() async throws {
        let database = try await open("new/deep/a.sqlite")
        try await database.write { try $0.execute(insert, ["a", 1]) }

        for name in ["new", "new/deep"] {
            #expect(try TemporaryFolder.mode(of: folder.file(name)) == 0o700)
        }
        for suffix in ["", "-wal", "-shm", ".lock"] {
            let file = folder.file("new/deep/a.sqlite" + suffix)
            #expect(try TemporaryFolder.mode(of: file) == 0o600, "\(file)")
        }
    }

    @Test func `takes the rights of others away from an existing file`() async throws {
        let path = folder.file("a.sqlite")
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)

        _ = try await open("a.sqlite")

        #expect(try TemporaryFolder.mode(of: path) == 0o600)
    }

    @Test func `keeps foreign keys, the write-ahead log and full synchronisation on`() async throws
    {
        let database = try await open("a.sqlite")

        let settings = try await database.write { writer in
            try writer.query(
                """
                SELECT s.synchronous AS s, j.journal_mode AS j, f.foreign_keys AS f
                FROM pragma_synchronous s, pragma_journal_mode j, pragma_foreign_keys f
                """
            )
        }

        let row = try #require(settings.first)
        #expect(try row.integer("s") == 2)
        #expect(try row.text("j") == "wal")
        #expect(try row.integer("f") == 1)
    }

    @Test func `refuses a file that is already served, and serves it after it was closed`()
        async throws
    {
        let first = try await open("a.sqlite")

        let error = await #expect(throws: DatabaseError.self) { try await open("./a.sqlite") }
        #expect(error?.code == .inUse)
        #expect(error?.reason.contains("already served by another process") == true)

        try await first.close()
        _ = try await open("a.sqlite")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")))
    func `holds a lock that another process sees`() async throws {
        let database = try await open("a.sqlite")

        func lockFromOutside() throws -> Int32 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
            process.arguments = ["-n", folder.file("a.sqlite.lock"), "true"]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }

        #expect(try lockFromOutside() == 1)
        try await database.close()
        #expect(try lockFromOutside() == 0)
    }

    @Test func `refuses a link in place of the file or of its lock`() async throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a.sqlite"),
            withDestinationPath: folder.file("elsewhere")
        )
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("b.sqlite.lock"),
            withDestinationPath: folder.file("elsewhere")
        )

        await #expect(throws: DatabaseError.self) { try await open("a.sqlite") }
        await #expect(throws: DatabaseError.self) { try await open("b.sqlite") }
        #expect(!FileManager.default.fileExists(atPath: folder.file("elsewhere")))
    }

    @Test func `refuses a file that is no database and leaves it as it was`() async throws {
        let path = folder.file("a.sqlite")
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: path))

        let error = await #expect(throws: DatabaseError.self) { try await open("a.sqlite") }

        #expect(error?.code == .corrupt)
        #expect(FileManager.default.contents(atPath: path) == text)
    }

    @Test func `refuses every use after it was closed`() async throws {
        let database = try await open("a.sqlite")
        try await database.close()
        try await database.close()

        #expect(try await code { try await count(database) } == .closed)
        #expect(
            try await code { try await database.write { try $0.execute(insert, ["a", 1]) } }
                == .closed
        )
    }

    @Test(arguments: [
        ("sqlite:a/b.sqlite", DatabaseLocation.sqlite(path: "a/b.sqlite")),
        ("sqlite::memory:", .memory), ("sqlite:/x", .sqlite(path: "/x")),
    ])
    func `reads a location`(text: String, expected: DatabaseLocation) throws {
        #expect(try DatabaseLocation(parsing: text) == expected)
    }

    @Test(arguments: [
        "", "sqlite:", "a.sqlite", "mysql://h/d", "SQLITE:x", "sqlite:a\0b", "postgres:x",
    ])
    func `refuses a location it does not know`(text: String) {
        let error = #expect(throws: DatabaseError.self) { try DatabaseLocation(parsing: text) }

        #expect(error?.code == .invalidLocation)
    }

    @Test(arguments: ["", "/", "x/", "x/.", ".."])
    func `refuses a path that names no file`(path: String) async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await Database.open(.sqlite(path: path), migrations: [])
        }

        #expect(error?.code == .invalidLocation)
    }
}
