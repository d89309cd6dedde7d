internal import Keys
internal import Storage
internal import TransparencyLog
internal import WitnessService

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The folder in which a witness lives: its key, and the database of what it has cosigned.
public struct WitnessHome: Sendable {
    /// The folder.
    public let path: String

    /// Names a folder; nothing is made or read.
    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The Ed25519 key, PKCS#8 in PEM.
    public var keyPath: String { path + "/witness.pem" }
    /// The verifier key, which is public.
    public var verifierPath: String { path + "/witness.vkey" }
    /// The SQLite database of what was cosigned.
    public var databasePath: String { path + "/witness.sqlite" }

    /// Makes a witness in a folder that does not exist yet; all of it or nothing.
    ///
    /// - Parameter name: the name of its key, such as `witness.example/w1`.
    /// - Throws: ``CompositionError``, a `KeyError`, a `LogError` or a `DatabaseError`.
    public func make(name: String) async throws {
        let draft = WitnessHome(path + ".making")
        for taken in [path, draft.path] where FileManager.default.fileExists(atPath: taken) {
            throw CompositionError(
                "`\(taken)` exists already",
                help: "name a folder that does not exist; remove a `.making` that was interrupted"
            )
        }
        let key = SigningKey.generate()
        let verifier = try NoteVerifier(
            name: name,
            algorithm: .cosignature,
            publicKey: key.verifyingKey.bytes
        )
        do {
            try FolderMaker.make(draft.path)
            try key.save(to: draft.keyPath)
            try FolderMaker.write(verifier.text + "\n", to: draft.verifierPath)
            // Made here and never by serving: a witness that lost its records must not begin anew.
            try await Database.open(
                .sqlite(path: draft.databasePath),
                migrations: WitnessSchema.migrations
            ).close()
            try FileManager.default.moveItem(atPath: draft.path, toPath: path)
        } catch {
            try? FileManager.default.removeItem(atPath: draft.path)
            throw error
        }
    }

    /// The verifier key as text.
    ///
    /// - Throws: ``CompositionError`` when the folder holds none.
    public func verifierText() throws -> String {
        guard let data = FileManager.default.contents(atPath: verifierPath) else {
            throw CompositionError(
                "`\(path)` holds no witness",
                help: "make one with `cabildo witness init`"
            )
        }
        return String(decoding: data, as: UTF8.self).trimmedLine
    }

    /// The key.
    func signer() throws -> NoteSigner {
        let verifier = try NoteVerifier(text: try verifierText())
        let key = try SigningKey.load(from: keyPath)
        guard verifier.publicKey == key.verifyingKey.bytes else {
            throw CompositionError("`\(keyPath)` is not the key of `\(verifierPath)`")
        }
        return NoteSigner(verifier: verifier) { try key.signature(for: $0) }
    }

    /// Opens the records; the file is held until the database is closed.
    func openDatabase(_ settings: DatabaseSettings) async throws -> Database {
        guard FileManager.default.fileExists(atPath: databasePath) else {
            throw CompositionError(
                "`\(databasePath)` is missing",
                help:
                    "a witness that forgot what it has cosigned can be made to cosign a fork: make a "
                    + "new one, with a new key, by `cabildo witness init`"
            )
        }
        return try await Database.open(
            .sqlite(path: databasePath),
            migrations: WitnessSchema.migrations,
            settings: settings
        )
    }
}
