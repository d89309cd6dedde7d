import Charter
import CharterFolder
import Foundation
import Testing

@Suite struct `The folder of a charter` {
    /// Runs `body` on a new folder with files in it, and removes it.
    private func withFolder(
        _ files: [String: String],
        _ body: (String) throws -> Void
    ) throws {
        let root = FileManager.default.temporaryDirectory.path + "/charter-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (path, text) in files {
            let place = URL(fileURLWithPath: root + "/charter/" + path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: place)
        }
        try body(root + "/charter")
    }

    private func code(
        _ folder: String,
        _ limits: CharterFolder.Limits = .init()
    ) -> CharterFolderError.Code? {
        do throws(CharterFolderError) {
            _ = try CharterFolder(folder, limits: limits).read()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `is read in byte order, hidden and other files left aside`() throws {
        let files = [
            "b.yaml": "b", "a/z.yaml": "z", "a/r.cedar": "r", "B.yaml": "B", "notes.txt": "n",
            ".hidden.yaml": "h", ".git/x.yaml": "x", "c.yml": "c",
        ]
        try withFolder(files) { folder in
            let read = try CharterFolder(folder).read()

            #expect(read.map(\.path) == ["B.yaml", "a/r.cedar", "a/z.yaml", "b.yaml"])
            #expect(read.first?.bytes == Array("B".utf8))
        }
    }

    @Test func `is refused when it is no folder`() throws {
        try withFolder(["a.yaml": ""]) { folder in
            #expect(code(folder + "/none") == .notAFolder)
            #expect(code(folder + "/a.yaml") == .notAFolder)
        }
    }

    @Test func `is held to its limits before anything is read`() throws {
        try withFolder(["a.yaml": "12345", "b/c/d.yaml": "12345"]) { folder in
            #expect(code(folder, .init(fileBytes: 5, folderBytes: 10, files: 2, depth: 2)) == nil)
            #expect(code(folder, .init(fileBytes: 4)) == .tooLarge)
            #expect(code(folder, .init(folderBytes: 9)) == .tooLarge)
            #expect(code(folder, .init(files: 1)) == .tooLarge)
            #expect(code(folder, .init(depth: 1)) == .tooLarge)
        }
    }

    @Test func `may have links within it and none out of it`() throws {
        try withFolder(["a.yaml": "a", "sub/b.yaml": "b"]) { folder in
            let manager = FileManager.default
            func link(_ name: String, _ target: String) throws {
                try manager.createSymbolicLink(
                    atPath: folder + "/" + name,
                    withDestinationPath: target
                )
            }
            try link("in.yaml", "sub/b.yaml")
            let read = try CharterFolder(folder).read()
            #expect(read.map(\.path).contains("in.yaml"))

            for target in ["/etc/passwd", "../outside.yaml", "nowhere.yaml", "sub", "."] {
                try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/../outside.yaml"))
                try link("bad.yaml", target)
                #expect(code(folder) == .leavesFolder, "\(target)")
                try manager.removeItem(atPath: folder + "/bad.yaml")
            }
        }
    }

    @Test func `with a folder named as a file goes on into it`() throws {
        try withFolder(["odd.yaml/a.yaml": "a"]) { folder in
            let read = try CharterFolder(folder).read()

            #expect(read.map(\.path) == ["odd.yaml/a.yaml"])
        }
    }
}
