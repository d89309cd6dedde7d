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
}
