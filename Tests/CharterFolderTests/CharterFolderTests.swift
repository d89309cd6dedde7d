import Charter
import CharterFolder
import Foundation
import Testing

@Suite struct `The folder of a charter` {
    /// A new folder that is removed after the test.
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let parent = FileManager.default.temporaryDirectory
            .appendingPathComponent("charter-\(UUID().uuidString)")
        let folder = parent.appendingPathComponent("charter")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: parent) }
        try body(folder)
    }

    private func write(_ text: String, _ path: String, in folder: URL) throws {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
    }

    private func link(_ path: String, to target: String, in folder: URL) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.appendingPathComponent(path).path,
            withDestinationPath: target
        )
    }

    private func refusal(
        _ folder: URL,
        limits: CharterFolder.Limits = CharterFolder.Limits()
    ) throws -> CharterFolderError {
        do throws(CharterFolderError) {
            _ = try CharterFolder(folder.path, limits: limits).read()
        } catch {
            return error
        }
        throw Accepted()
    }

    private struct Accepted: Error {}

    @Test func `gives its files in byte order of their paths`() throws {
        try inFolder { folder in
            try write("b", "b.yaml", in: folder)
            try write("a", "a/z.yaml", in: folder)
            try write("r", "a/r.cedar", in: folder)
            try write("B", "B.yaml", in: folder)

            let files = try CharterFolder(folder.path).read()

            #expect(files.map(\.path) == ["B.yaml", "a/r.cedar", "a/z.yaml", "b.yaml"])
            #expect(
                files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["B", "r", "a", "b"]
            )
        }
    }

    @Test func `leaves hidden and other files aside`() throws {
        try inFolder { folder in
            for path in [".x.yaml", ".git/x.yaml", "x.yml", "x.txt", "yaml"] {
                try write("x", path, in: folder)
            }

            let files = try CharterFolder(folder.path).read()
            #expect(files == [])
        }
    }

    @Test func `reads an empty file`() throws {
        try inFolder { folder in
            try write("", "x.yaml", in: folder)

            let files = try CharterFolder(folder.path).read()
            #expect(files.map(\.bytes) == [[]])
        }
    }

    @Test func `is refused when it is none`() throws {
        try inFolder { folder in
            try write("x", "x.yaml", in: folder)

            let missing = try refusal(folder.appendingPathComponent("missing"))
            let file = try refusal(folder.appendingPathComponent("x.yaml"))

            #expect(missing.code == .notAFolder && file.code == .notAFolder)
        }
    }

    @Test func `is refused by size before a file of 50 MB is read`() throws {
        try inFolder { folder in
            let path = folder.appendingPathComponent("x.yaml").path
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            let handle = try #require(FileHandle(forWritingAtPath: path))
            // A hole: 50 MB that take no room on the disk.
            try handle.truncate(atOffset: 50_000_000)
            try handle.close()

            let error = try refusal(folder)

            #expect(error.code == .tooLarge)
            #expect(
                error.description == "`x.yaml`: it has 50000000 bytes, and 4194304 are allowed"
            )
        }
    }

    @Test func `keeps the limits of bytes, files and depth to the last one`() throws {
        try inFolder { folder in
            try write("12345", "a.yaml", in: folder)
            try write("12345", "b/c/d.cedar", in: folder)
            func limits(_ file: Int, _ all: Int, _ files: Int, _ depth: Int) -> CharterFolder.Limits
            {
                CharterFolder.Limits(
                    fileBytes: file,
                    folderBytes: all,
                    files: files,
                    depth: depth
                )
            }

            let files = try CharterFolder(folder.path, limits: limits(5, 10, 2, 2)).read()

            #expect(files.count == 2)
            for tight in [
                limits(4, 10, 2, 2), limits(5, 9, 2, 2), limits(5, 10, 1, 2), limits(5, 10, 2, 1),
            ] {
                #expect(try refusal(folder, limits: tight).code == .tooLarge)
            }
        }
    }

    @Test func `follows a link to a file within it`() throws {
        try inFolder { folder in
            try write("x", "a/x.yaml", in: folder)
            try link("y.yaml", to: "a/x.yaml", in: folder)

            let files = try CharterFolder(folder.path).read()

            #expect(files.map(\.path) == ["a/x.yaml", "y.yaml"])
        }
    }

    @Test(arguments: ["/etc/hostname", "../outside.yaml", "missing.yaml", "../charter-2/x.yaml"])
    func `does not follow a link out of it`(target: String) throws {
        try inFolder { folder in
            try write("x", "../outside.yaml", in: folder)
            try write("x", "../charter-2/x.yaml", in: folder)
            try link("x.yaml", to: target, in: folder)

            let error = try refusal(folder)

            #expect(error.code == .leavesFolder && error.path == "x.yaml")
        }
    }

    @Test(arguments: [".", "..", "a"])
    func `does not follow a link to a folder, nor a circle`(target: String) throws {
        try inFolder { folder in
            try write("x", "a/x.yaml", in: folder)
            try link("loop", to: target, in: folder)

            #expect(try refusal(folder).code == .leavesFolder)
        }
    }

    @Test func `may itself be reached by a link`() throws {
        try inFolder { folder in
            try write("x", "x.yaml", in: folder)
            try link("../link", to: folder.path, in: folder)

            let files = try CharterFolder(folder.path + "/../link").read()

            #expect(files.map(\.path) == ["x.yaml"])
        }
    }

    @Test func `does not wait for a pipe`() throws {
        try inFolder { folder in
            #expect(mkfifo(folder.appendingPathComponent("x.yaml").path, 0o600) == 0)

            let error = try refusal(folder)
            #expect(error.code == .unreadable)
        }
    }
}
