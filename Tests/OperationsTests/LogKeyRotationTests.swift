import CanonicalJSON
import Foundation
import Governance
import LogService
import Storage
import Testing
import TransparencyLog

@testable import Composition

@Suite("The exchange of the log's key") struct LogKeyRotationTests {
    private func keys(_ register: FoundedRegister) -> String {
        register.home.directory.path + "/keys/"
    }

    private func move(_ name: String, to other: String, in folder: String) throws {
        try? FileManager.default.removeItem(atPath: folder + other)
        try FileManager.default.moveItem(atPath: folder + name, toPath: folder + other)
    }

    @Test func `leaves a log that can sign after every step, and is done again`() async throws {
        let register = try await FoundedRegister()
        let directory = register.home.directory
        let folder = keys(register)
        let old = try directory.logKeys().current
        let new = try await LogKeyRotation(in: directory).begin()
        let whole = try directory.logKeys()
        #expect(whole.current == new && whole.previous == old)
        #expect(whole.isRotationInterrupted == false)
        _ = try whole.previousSigner()

        // The public half was put in its place, and the private one not yet.
        try move("log.pem", to: "log-next.pem", in: folder)
        try FileManager.default.copyItem(
            atPath: folder + "log-previous.pem",
            toPath: folder + "log.pem"
        )
        let cut = try directory.logKeys()
        #expect(cut.isRotationInterrupted)
        #expect(try cut.signer().verifier == new)
        #expect(try cut.previousSigner()?.verifier == old)
        #expect(try await LogKeyRotation(in: directory).begin() == new)
        #expect(try directory.logKeys().isRotationInterrupted == false)
        #expect(try directory.logKeys().signer().verifier == new)

        // Neither half was put in its place yet.
        try move("log.pem", to: "log-next.pem", in: folder)
        try move("log.vkey", to: "log-next.vkey", in: folder)
        for name in ["pem", "vkey"] {
            try FileManager.default.copyItem(
                atPath: folder + "log-previous.\(name)",
                toPath: folder + "log.\(name)"
            )
        }
        #expect(try directory.logKeys().previous == nil)
        #expect(try directory.logKeys().signer().verifier == old)
        #expect(try await LogKeyRotation(in: directory).begin() == new)
        #expect(try directory.logKeys().states.map(\.state) == [.current, .previous])
    }

    @Test func `replaces a key that is lost, and keeps the names of all before`() async throws {
        let register = try await FoundedRegister()
        let directory = register.home.directory
        let first = try directory.logKeys().current
        try FileManager.default.removeItem(atPath: directory.logKeyPath)
        let second = try await LogKeyRotation(in: directory).exchangeAtOnce()
        let third = try await LogKeyRotation(in: directory).exchangeAtOnce()

        let files = try directory.logKeys()
        #expect(files.verifiers == [third, first, second])
        #expect(try files.signer().verifier == third)
        // The register is still read: its checkpoint is of the first key.
        let found = try await RegisterReading.register(in: register.home)
        #expect(found.position == 1)
        let manifest = try await register.backup(to: "backup")
        #expect(manifest.logKey == third.text)
        #expect(manifest.otherLogKeys == [first.text, second.text])
        let report = try await Restore(
            register.scratch.file("backup"),
            to: DataDirectory(register.scratch.file("restored"))
        ).run()
        #expect(report.size == 1)
    }

    @Test func `does not end before something was published under the new key`() async throws {
        let register = try await FoundedRegister()
        let rotation = LogKeyRotation(in: register.home.directory)
        #expect(await refusal { try await rotation.end() } != nil)
        _ = try await rotation.begin()
        #expect(await refusal { try await rotation.begin() } != nil)
        #expect(await refusal { try await rotation.end() } != nil)

        let database = try await register.home.openDatabase()
        try await register.home.openLog(database).confirm()
        try await database.close()
        _ = try await rotation.end()
        let files = try register.home.directory.logKeys()
        #expect(files.states.map(\.state) == [.current, .retired])
    }

    @Test func `is announced by a statement that the register takes`() async throws {
        let register = try await FoundedRegister()
        let rotation = LogKeyRotation(in: register.home.directory)
        #expect(throws: CompositionError.self) { try rotation.retirement(reason: "planned") }
        _ = try await rotation.begin()
        let body = try rotation.announcement()
        let key = try register.home.directory.logKeys().current.publicKey
        let publicKey = try #require(PublicKey(bytes: key))
        #expect(body["public_key"]?.stringValue == publicKey.description)
        #expect(throws: CompositionError.self) { try rotation.retirement(reason: "bored") }
        #expect(try rotation.retirement(reason: "planned")["reason"]?.stringValue == "planned")
    }

    @Test(arguments: ["", "costa", "-----BEGIN PRIVATE KEY-----\nMC4CAQ"])
    func `is begun again over a half-written file of the next key or the previous one`(
        part: String
    ) async throws {
        for name in ["log-next.pem", "log-next.vkey", "log-previous.vkey", "log-previous.pem"] {
            let register = try await FoundedRegister()
            let directory = register.home.directory
            let old = try directory.logKeys().current
            if name.hasPrefix("log-previous") {
                // It was being copied once the next key was made.
                let next = try await LogKeyRotation(in: directory).begin()
                let folder = keys(register)
                for half in ["pem", "vkey"] {
                    try move("log.\(half)", to: "log-next.\(half)", in: folder)
                    try FileManager.default.copyItem(
                        atPath: folder + "log-previous.\(half)",
                        toPath: folder + "log.\(half)"
                    )
                    try FileManager.default.removeItem(
                        atPath: folder + "log-previous.\(half)"
                    )
                }
                #expect(try directory.logKeys().current == old && next != old)
            }
            let path = keys(register) + name
            try Data(part.utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            try Data(part.utf8).write(to: URL(filePath: path + ".new"))
            #expect(try directory.logKeys().signer().verifier == old, "\(name)")
            #expect(try directory.logKeys().previousSigner() == nil, "\(name)")

            let new = try await LogKeyRotation(in: directory).begin()
            let files = try directory.logKeys()
            #expect(files.current == new && files.previous == old, "\(name)")
            #expect(try files.signer().verifier == new, "\(name)")
            #expect(try files.previousSigner()?.verifier == old, "\(name)")
        }
    }

    @Test func `does not drop a next key that it may not read`() async throws {
        let register = try await FoundedRegister()
        let path = keys(register) + "log-next.pem"
        try FileManager.default.copyItem(atPath: keys(register) + "log.pem", toPath: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let rotation = LogKeyRotation(in: register.home.directory)
        await #expect {
            try await rotation.begin()
        } throws: {
            "\($0)".hasPrefix("insecure_file")
        }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [["vkey"], ["pem"], ["vkey", "pem"]])
    func `ends again where the files of the previous key were left`(left: [String]) async throws {
        let register = try await FoundedRegister()
        let directory = register.home.directory
        let rotation = LogKeyRotation(in: directory)
        let old = try directory.logKeys().current
        let new = try await rotation.begin()
        let database = try await register.home.openDatabase()
        try await register.home.openLog(database).confirm()
        try await database.close()
        let folder = keys(register)
        for half in ["vkey", "pem"] {
            try FileManager.default.copyItem(
                atPath: folder + "log-previous.\(half)",
                toPath: register.scratch.file("kept.\(half)")
            )
        }
        #expect(try await rotation.end() == old)
        for half in left {
            try FileManager.default.copyItem(
                atPath: register.scratch.file("kept.\(half)"),
                toPath: folder + "log-previous.\(half)"
            )
        }
        // A key that is retired signs nothing more, whatever was left of it.
        let files = try directory.logKeys()
        #expect(files.states.map(\.state) == [.current, .retired])
        #expect(try files.signer().verifier == new)
        #expect(try files.previousSigner() == nil)
        #expect(try await rotation.end() == old)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(!names.contains { $0.hasPrefix("log-previous") })
        #expect(await refusal { try await rotation.end() } != nil)
    }

    @Test func `says which file is damaged where it cannot know the previous key`() async throws {
        let register = try await FoundedRegister()
        _ = try await LogKeyRotation(in: register.home.directory).begin()
        try Data().write(to: URL(filePath: keys(register) + "log-previous.vkey"))
        let error = await refusal { try register.home.directory.logKeys() }
        #expect(error?.reason.contains("log-previous.vkey") == true)
        #expect(error?.help != nil)
    }

    @Test(arguments: ["", "costa-verde/log\n1\n", "no note\n\n"])
    func `tells of a damaged last checkpoint by its file`(text: String) async throws {
        let register = try await FoundedRegister()
        let path = register.home.directory.publishedPath
        try Data(text.utf8).write(to: URL(filePath: path))
        let error = await refusal { try register.home.directory.publishedCheckpoint() as Any }
        #expect(error?.reason.contains(path) == true)
        #expect(error?.help != nil)
    }
}
