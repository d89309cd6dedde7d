internal import BaseEncoding
internal import CanonicalJSON
internal import Crypto
public import Governance
internal import TransparencyLog

/// What a backup holds, as its file `backup.json` says it: canonical JSON with its own hash.
public struct BackupManifest: Codable, Hashable, Sendable {
    /// The name of the file.
    static let fileName = "backup.json"
    /// The form of backups that this program writes and reads.
    static let currentFormat = 1
    /// The largest `backup.json` that is read, in bytes.
    static let maximumBytes = 16 * 1024 * 1024

    /// The kinds of databases.
    public enum Engine: String, Codable, Hashable, Sendable {
        /// A SQLite file.
        case sqlite
        /// A dump of PostgreSQL.
        case postgres
    }

    /// The log at the moment of the backup.
    public struct Log: Codable, Hashable, Sendable {
        /// How many entries are stored.
        public let size: Int
        /// The root of their tree, in base64.
        public let root: String
        /// The last signed checkpoint in the database (C2SP tlog-checkpoint).
        public let checkpoint: String
    }

    /// One file of the backup.
    public struct File: Codable, Hashable, Sendable {
        /// Its path in the backup.
        public let path: String
        /// Its size in bytes.
        public let size: Int64
        /// Its SHA-256 in hexadecimal.
        public let sha256: String
    }

    /// The form of the backup.
    public let format: Int
    /// The version of the program that made it.
    public let program: String
    /// The register.
    public let register: RegisterID
    /// The log's verifier key, which is public.
    public let logKey: String
    /// The verifier keys that the log signs with too, or signed with before.
    public let otherLogKeys: [String]
    /// When the backup was made.
    public let time: Instant
    /// The kind of database.
    public let engine: Engine
    /// Whether the private keys are in it.
    public let hasKeys: Bool
    /// The log.
    public let log: Log
    /// All other files.
    public let files: [File]

    /// The database's file.
    var databaseFile: String {
        switch engine {
        case .sqlite: RegisterFiles.sqlite
        case .postgres: RegisterFiles.dump
        }
    }

    /// The bytes of all files together.
    public var size: Int64 { files.reduce(0) { $0 + $1.size } }

    /// The last signed checkpoint, verified.
    ///
    /// - Throws: a `LogError`.
    func checkpoint() throws -> SignedCheckpoint {
        let signed = try SignedCheckpoint(parsing: Array(log.checkpoint.utf8))
        try signed.verify(byAnyOf: try logVerifiers())
        return signed
    }

    /// All keys of the log that the backup knows.
    ///
    /// - Throws: a `LogError` for a text that is no key.
    func logVerifiers() throws -> [NoteVerifier] {
        try ([logKey] + otherLogKeys).map { try NoteVerifier(text: $0) }
    }

    /// The bytes of `backup.json`.
    func bytes() throws -> [UInt8] {
        guard case .object(var object) = try JSONTreeEncoder().encode(self) else { return [] }
        object["sha256"] = .string(try Self.hash(of: object))
        return try JSON.object(object).canonicalBytes()
    }

    /// Reads `backup.json`; any change since it was written is found.
    ///
    /// - Throws: ``CompositionError``.
    init(reading bytes: [UInt8]) throws {
        let name = Self.fileName
        guard bytes.count <= Self.maximumBytes, let json = try? JSON(parsing: bytes),
            case .object(var object) = json, (try? json.canonicalBytes()) == bytes
        else { throw CompositionError("\(name) is damaged: it is not canonical JSON") }
        if let format = object["format"]?.integerValue, format > Self.currentFormat {
            throw CompositionError(
                "the backup has format \(format), which this program does not know",
                help: "restore it with the version that made it, or a later one"
            )
        }
        let seal = object["sha256"]?.stringValue
        object["sha256"] = nil
        guard let seal, seal.utf8.elementsEqual(try Self.hash(of: object).utf8) else {
            throw CompositionError("\(name) is damaged: it does not have its own hash")
        }
        do {
            self = try JSONTreeDecoder().decode(BackupManifest.self, from: .object(object))
        } catch {
            throw CompositionError("\(name) cannot be understood: \(error)")
        }
        var seen: Set<String> = []
        for file in files {
            guard RegisterFiles.isInBackup(file.path), seen.insert(file.path).inserted else {
                throw CompositionError("\(name) lists `\(file.path)`, which no backup holds")
            }
        }
        guard seen.contains(databaseFile), !hasKeys || seen.contains("keys/log.pem") else {
            throw CompositionError("\(name) does not list all that a backup holds")
        }
    }

    private static func hash(of object: JSONObject) throws -> String {
        let bytes = try JSON.object(object).canonicalBytes()
        return Hexadecimal.encode(Array(SHA256.hash(data: bytes)))
    }

    /// Makes a manifest of this program's form.
    init(
        program: String,
        register: RegisterID,
        logKey: String,
        otherLogKeys: [String] = [],
        time: Instant,
        engine: Engine,
        hasKeys: Bool,
        log: Log,
        files: [File]
    ) {
        format = Self.currentFormat
        self.program = program
        self.register = register
        self.logKey = logKey
        self.otherLogKeys = otherLogKeys
        self.time = time
        self.engine = engine
        self.hasKeys = hasKeys
        self.log = log
        self.files = files
    }
}
