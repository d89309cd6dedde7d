import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// The test process ends, in ways that run no code of ours.
@Suite("Leash", .enabled(if: ScratchPostgres.isExpected))
struct LeashTests {
    /// What the process that ended had printed: the server's folder and postmaster.
    private func check(_ result: ExitTest.Result?) throws {
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("server ") })
        let words = line.split(separator: " ")
        let id = try #require(Int32(words[2]))

        #expect(soon { !FileManager.default.fileExists(atPath: String(words[1])) })
        #expect(kill(id, 0) != 0)
    }

    @Test func `ends the server when the test process is killed`() async throws {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            let server = try ScratchPostgres()
            say("server \(server.folder) \(server.postmaster ?? 0)")
            kill(getpid(), SIGKILL)
        }
        try check(result)
    }

    @Test func `ends the server when the test process ends by itself`() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(3),
            observing: [\.standardOutputContent]
        ) {
            let server = try ScratchPostgres.shared.get()
            say("server \(server.folder) \(server.postmaster ?? 0)")
            exit(3)
        }
        try check(result)
    }

    @Test func `ends the server although another child of the test process lives on`() async throws
    {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            let server = try ScratchPostgres()
            let other = Process()
            other.executableURL = URL(filePath: "/bin/sleep")
            other.arguments = ["600"]
            other.standardOutput = FileHandle.nullDevice
            other.standardError = FileHandle.nullDevice
            try other.run()
            say("other \(other.processIdentifier)")
            say("server \(server.folder) \(server.postmaster ?? 0)")
            kill(getpid(), SIGKILL)
        }
        try check(result)
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("other ") })
        let other = try #require(Int32(line.dropFirst(6)))

        #expect(kill(other, SIGKILL) == 0, "the other child was to live on")
    }

    @Test func `ends the server when the whole group of the test process is killed`() async throws {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            setpgid(0, 0)
            let server = try ScratchPostgres()
            say("server \(server.folder) \(server.postmaster ?? 0)")
            kill(0, SIGKILL)
        }
        try check(result)
    }

    @Test func `leaves nothing when the test process is killed while a server is made`()
        async throws
    {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            let folder = NSTemporaryDirectory() + "cut-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755]
            )
            setenv("TMPDIR", folder, 1)
            Thread.detachNewThread { _ = try? ScratchPostgres() }
            let isBegun = soon {
                let made = try? FileManager.default.subpathsOfDirectory(atPath: folder)
                return (made ?? []).contains { $0.hasSuffix("/data/base") }
            }
            say("begun \(isBegun)\nfolder \(folder)")
            kill(getpid(), SIGKILL)
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("folder ") })
        let folder = String(line.dropFirst(7))

        #expect(output.contains("begun true"))
        #expect(
            soon { (try? FileManager.default.contentsOfDirectory(atPath: folder)) == [] },
            "left in \(folder)"
        )
        #expect(rmdir(folder) == 0)
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `unmounts a small disk when the test process is killed`() async throws {
        let result = await #expect(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            let disk = try SmallDisk(megabytes: 2)
            say("disk \(disk.path)")
            kill(getpid(), SIGKILL)
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("disk ") })

        #expect(soon { !FileManager.default.fileExists(atPath: String(line.dropFirst(5))) })
    }
}

/// Prints a line in one piece, past any buffer: the process is killed next.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
