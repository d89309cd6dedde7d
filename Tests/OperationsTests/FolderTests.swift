import Foundation
import Testing

@testable import Composition

@Suite struct Folders {
    @Test func `take the place of an absent, an empty and a full one`() throws {
        let scratch = try ScratchFolder()
        for condition in ["absent", "empty", "full"] {
            let target = PrivateFolder(path: scratch.file(condition))
            if condition != "absent" { try target.make() }
            if condition == "full" { try scratch.write("old", to: "full/file") }
            let new = PrivateFolder(path: scratch.file(condition + ".new"))
            try new.make()
            try scratch.write("new", to: condition + ".new/file")

            if try target.condition() == .full {
                try new.replace(
                    target,
                    keepingItAs: PrivateFolder(path: scratch.file("kept"))
                )
            } else {
                try new.move(to: target)
            }

            let text = try String(contentsOfFile: target.path + "/file", encoding: .utf8)
            #expect(text == "new")
            #expect(try new.condition() == .absent)
        }
        #expect(
            try String(contentsOfFile: scratch.file("kept/file"), encoding: .utf8) == "old"
        )
    }

    @Test func `do not take the place of a full one unasked`() throws {
        let scratch = try ScratchFolder()
        let target = PrivateFolder(path: scratch.file("target"))
        let new = PrivateFolder(path: scratch.file("new"))
        for folder in [target, new] {
            try folder.make()
            try scratch.write("x", to: folder.path == new.path ? "new/file" : "target/other")
        }

        #expect(throws: CompositionError.self) { try new.move(to: target) }
        #expect(scratch.exists("target/other"))
    }

    @Test func `are removed without following links`() throws {
        let scratch = try ScratchFolder()
        let kept = PrivateFolder(path: scratch.file("kept"))
        try kept.make()
        try scratch.write("x", to: "kept/file")
        let folder = PrivateFolder(path: scratch.file("folder"))
        try folder.make()
        try FileManager.default.createSymbolicLink(
            atPath: scratch.file("folder/link"),
            withDestinationPath: kept.path
        )

        try folder.remove()

        #expect(!scratch.exists("folder"))
        #expect(scratch.exists("kept/file"))
    }

    @Test func `that were left over are removed, and none with other files`() throws {
        let scratch = try ScratchFolder()
        let path = scratch.file("backup.partial")
        do {
            let unfinished = try UnfinishedFolder(path, isOurs: RegisterFiles.isLeftover)
            try PrivateFolder(path: unfinished.path("keys")).make()
            try scratch.write("x", to: "backup.partial/keys/log.pem")
            try scratch.write("x", to: "backup.partial/register.sqlite-wal")
        }
        let again = try UnfinishedFolder(path, isOurs: RegisterFiles.isLeftover)
        #expect(try again.folder.names().isEmpty)
        again.giveUp()

        try PrivateFolder(path: path).make()
        try scratch.write("mine", to: "backup.partial/letter.txt")
        #expect(throws: CompositionError.self) {
            try UnfinishedFolder(path, isOurs: RegisterFiles.isLeftover)
        }
        #expect(scratch.exists("backup.partial/letter.txt"))
    }

    @Test func `that are being made are left alone`() throws {
        let scratch = try ScratchFolder()
        let path = scratch.file("backup.partial")
        let first = try UnfinishedFolder(path, isOurs: RegisterFiles.isLeftover)
        try scratch.write("x", to: "backup.partial/register.sqlite")

        #expect(throws: CompositionError.self) {
            try UnfinishedFolder(path, isOurs: RegisterFiles.isLeftover)
        }
        #expect(scratch.exists("backup.partial/register.sqlite"))
        first.giveUp()
    }

    @Test func `hold files whose copies have the same hash and a mode of their own`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("abc", to: "file")

        let digest = try FileDigest.copy(
            scratch.file("file"),
            to: scratch.file("copy"),
            mode: 0o600
        )

        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(digest.sha256 == expected)
        #expect(digest.size == 3)
        #expect(try FileDigest(of: scratch.file("copy")) == digest)
        #expect(FileFacts(scratch.file("copy"))?.mode == 0o600)
        #expect(throws: CompositionError.self) {
            try FileDigest.copy(scratch.file("file"), to: scratch.file("copy"), mode: 0o600)
        }
        #expect(throws: CompositionError.self) { try FileDigest(of: scratch.path) }
    }

    @Test func `leave no half of a copy that was stopped`() throws {
        let scratch = try ScratchFolder()
        try scratch.write("abc", to: "file")

        #expect(throws: CancellationError.self) {
            try FileDigest.copy(scratch.file("file"), to: scratch.file("copy"), mode: 0o600) { _ in
                throw CancellationError()
            }
        }
        #expect(!scratch.exists("copy"))
    }

    @Test(
        arguments: [
            (1000, 10_000, nil, nil, .error),
            (90, 10_000, nil, nil, .error),
            (100, 100_000, nil, nil, .warning),
            (1023, 1100, nil, nil, .warning),
            (9000, 100_000, nil, nil, .warning),
            (20_000, 100_000, nil, nil, .ok),
            (20_000, 100_000, 50, 100_000, .error),
            (20_000, 100_000, 5000, 100_000, .warning),
            (20_000, 100_000, 50_000, 100_000, .ok),
        ] as [(Int64, Int64, Int64?, Int64?, Diagnosis.Status)]
    )
    func `lie on disks that are judged by their room`(
        free: Int64,
        size: Int64,
        freeFiles: Int64?,
        files: Int64?,
        status: Diagnosis.Status
    ) {
        let mebibyte: Int64 = 1_048_576
        // The first case: a disk that is mounted for reading only.
        let isReadOnly = free == 1000
        let facts = DiskFacts(
            free: free * mebibyte,
            size: size * mebibyte,
            freeFiles: freeFiles,
            files: files,
            isReadOnly: isReadOnly
        )

        #expect(facts.judgement.0 == status)
        #expect((facts.judgement.1 == nil) == (status == .ok))
    }
}
