public import Governance
internal import Keys
internal import Storage
public import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The folder in which a register lives: its database, its keys and its certificate authority.
public struct DataDirectory: Sendable {
    /// The folder.
    public let path: String

    /// Names a folder; nothing is made or read.
    public init(_ path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// The SQLite database that holds the log.
    public var databasePath: String { path + "/register.sqlite" }
    /// The log's Ed25519 key, PKCS#8 in PEM.
    public var logKeyPath: String { path + "/keys/log.pem" }
    /// The log's verifier key, which is public (C2SP signed-note).
    public var logVerifierPath: String { path + "/keys/log.vkey" }
    /// The key that signed the charter's enactment.
    public var founderKeyPath: String { path + "/keys/founder.pem" }
    /// The certificate of the exchange's authority.
    public var authorityPath: String { path + "/authority/root.pem" }
    /// The key of the exchange's authority.
    public var authorityKeyPath: String { path + "/authority/root.key" }

    /// The private key of an official, where the founding made one.
    public func officialKeyPath(_ official: OfficialID) -> String {
        path + "/officials/\(official).pem"
    }

    /// The database of the register, where it is not the SQLite file in the folder.
    var databaseNotePath: String { path + "/database" }
    /// The last checkpoint that left this process, kept outside the database (C2SP tlog-checkpoint).
    public var publishedPath: String { path + "/published.checkpoint" }

    /// The last checkpoint that was shown with its witnesses' signatures.
    var cosignedPath: String { path + "/cosigned.checkpoint" }

    /// Whether the folder holds the public key of a log.
    var hasLogKey: Bool { FileManager.default.fileExists(atPath: logVerifierPath) }

    /// The database that the founding noted; nil for the SQLite file in the folder.
    func notedDatabase() -> String? {
        FileManager.default.contents(atPath: databaseNotePath).map {
            String(decoding: $0, as: UTF8.self).trimmedLine
        }
    }

    /// Notes where the database is; never with a password.
    func note(_ database: DatabaseLocation) throws {
        switch database {
        case .postgres(let server):
            try write(server.uriWithoutPassword + "\n", to: databaseNotePath)
        case .sqlite(let path):
            let folder = path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath + "/"
            try write("sqlite:\(folder)\(path)\n", to: databaseNotePath)
        case .memory: break
        }
    }

    /// The last checkpoint that left this process; nil where none did yet.
    ///
    /// - Throws: ``CompositionError`` when the file holds something else.
    public func publishedCheckpoint() throws -> SignedCheckpoint? {
        guard let data = FileManager.default.contents(atPath: publishedPath) else { return nil }
        let keys = try logKeys().verifiers
        do throws(LogError) {
            let signed = try SignedCheckpoint(parsing: [UInt8](data))
            try signed.verify(byAnyOf: keys)
            return signed
        } catch {
            throw CompositionError(
                "`\(publishedPath)` holds no checkpoint of this log: \(error)",
                help:
                    "put there what was published last, from a gateway, a mirror or a witness, or "
                    + "`/log/checkpoint` of another server; without the file nothing tells whether "
                    + "the database is an old one"
            )
        }
    }

    /// Takes the folder for one server, whatever its database is, until the last reference goes.
    ///
    /// - Throws: ``CompositionError`` where another process has it.
    func hold() throws -> FolderLock {
        let lock = path + "/serve.lock"
        return try FolderLock(
            lock,
            refusal: CompositionError(
                "in_use: `\(path)` is already served by another process, which holds `\(lock)`",
                help: "servers over one database each need a copy of the folder"
            )
        )
    }

    /// Whether anything stands under the folder's name.
    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// The log's signer.
    ///
    /// - Throws: a `KeyError` or a `LogError` when the key cannot be read or does not fit its name.
    public func logSigner() throws -> NoteSigner {
        try logKeys().signer()
    }

    /// The log's verifier key as text.
    ///
    /// - Throws: ``CompositionError`` when the folder holds none.
    public func logVerifierText() throws -> String {
        guard let data = FileManager.default.contents(atPath: logVerifierPath) else {
            throw CompositionError(
                "`\(path)` holds no register",
                help: "make one with `cabildo found`"
            )
        }
        return String(decoding: data, as: UTF8.self).trimmedLine
    }

    /// The identifier of the register, as the log's key names it.
    ///
    /// - Throws: ``CompositionError`` when the folder holds none.
    public func registerID() throws -> RegisterID {
        let name = try logVerifierText().prefix { $0 != "/" }
        guard let id = RegisterID(String(name)) else {
            throw CompositionError("`\(logVerifierPath)` does not name a register")
        }
        return id
    }

    func makeFolders() throws {
        for folder in [path, path + "/keys", path + "/authority", path + "/officials"] {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
    }

    func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file), options: .withoutOverwriting)
    }

    func move(to other: DataDirectory) throws {
        try FileManager.default.moveItem(atPath: path, toPath: other.path)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension String {
    /// The text without white space and line breaks around it.
    var trimmedLine: String {
        let isSpace = { (byte: UInt8) in
            byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        }
        let bytes = utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return String(decoding: Array(bytes), as: UTF8.self)
    }
}
