import Foundation
import Testing

/// The built executable, run as a user runs it.
struct Executable {
    let path: String

    /// What a run gave.
    struct Run {
        let status: Int32
        let output: String
        let errors: String
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The executable beside the test bundle.
    static func find() throws -> Executable {
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [
            bundle.appending(path: "cabildo").path, root + "/.build/debug/cabildo",
        ]
        return Executable(
            path: try #require(
                candidates.first { FileManager.default.isExecutableFile(atPath: $0) },
                "build the product `cabildo` first"
            )
        )
    }

    func run(_ arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: Self.root)
        let folder = URL(filePath: NSTemporaryDirectory())
            .appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let output = folder.appending(path: "out")
        let errors = folder.appending(path: "err")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let run = Run(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        )
        try FileManager.default.removeItem(at: folder)
        return run
    }
}

@Suite(.serialized) struct BuiltBinary {
    @Test func `walks through the demo and leaves nothing behind`() throws {
        let before = try demoFolders()
        let run = try Executable.find().run(["demo", "--tour-only"])

        #expect(run.status == 0, "\(run.errors)")
        for word in [
            "charter", "refused", "adopted", "no quorum", "permitted", "expired", "verified",
        ] {
            #expect(run.output.contains("\n\(word)") || run.output.hasPrefix(word), "\(word)")
        }
        #expect(try demoFolders() == before)
    }

    @Test func `fails the demo when its charter is not there`() throws {
        let run = try Executable.find().run(["demo", "--tour-only", "--charter", "/nonexistent"])

        #expect(run.status == 1)
        #expect(!run.errors.isEmpty)
    }

    @Test(
        arguments: [
            (["check", "Examples/costa-verde"], 0),
            (["check", "Examples/bodies/kubernetes-steering"], 0),
            (["check", "Examples/bodies/publiccode-yml"], 1),
            (["check", "/nonexistent"], 2),
            (["who", "identity", "--charter", "Examples/costa-verde"], 0),
            (["explain", "mandate", "nothing", "--charter", "Examples/costa-verde"], 2),
            (
                [
                    "explain", "ruling", "social-development/benefits:birth-records", "--charter",
                    "Examples/costa-verde",
                ], 0
            ),
            (["rules", "--charter", "Examples/costa-verde"], 0),
            (["rules", "--charter", "Examples/costa-verde", "--entities"], 0),
            (["rules", "--schema"], 0),
            (["rules", "--charter", "/nonexistent"], 2),
            (["log", "key", "--data", "/nonexistent"], 2),
            (["serve", "--data", "/nonexistent"], 2),
            (["gateway", "--config", "/nonexistent"], 2),
        ] as [([String], Int32)]
    )
    func `exits with a status that scripts can use`(arguments: [String], status: Int32) throws {
        let run = try Executable.find().run(arguments)

        #expect(run.status == status, "\(run.output)\(run.errors)")
        #expect(status == 2 ? !run.errors.isEmpty : !run.output.isEmpty)
    }

    @Test func `founds a register, verifies its log in the folder, and refuses to found it twice`()
        throws
    {
        let executable = try Executable.find()
        let data = NSTemporaryDirectory() + "found-\(UUID().uuidString)"
        let founding = ["found", "Examples/costa-verde", "--data", data]

        #expect(try executable.run(founding).status == 0)
        let again = try executable.run(founding)
        #expect(again.status == 2)
        #expect(again.errors.contains("exists already"))
        let attributes = try FileManager.default.attributesOfItem(atPath: data + "/keys/log.pem")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try FileManager.default.removeItem(atPath: data)
    }

    private func demoFolders() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory())
            .count { $0.hasPrefix("cabildo-demo-") }
    }
}
