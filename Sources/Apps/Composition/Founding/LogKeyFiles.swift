internal import Keys
public import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The keys of a register's log, as its folder holds them.
///
/// The current one signs every checkpoint. While a key is exchanged for another the previous one
/// signs too, so that those who know the old key alone go on.
public struct LogKeyFiles: Sendable {
    /// Where a key stands.
    public enum State: String, Sendable, CaseIterable {
        /// It signs.
        case current
        /// It signs too, until it is retired.
        case previous
        /// It signs nothing more.
        case retired
    }

    /// The key that signs.
    public let current: NoteVerifier
    /// The key that signs too, while it is exchanged.
    public let previous: NoteVerifier?
    /// Earlier keys, the oldest first.
    public let retired: [NoteVerifier]
    /// Whether a new key was made and not put in its place yet.
    public let isRotationInterrupted: Bool
    private let directory: DataDirectory

    /// All keys, the current one first.
    public var verifiers: [NoteVerifier] { [current] + (previous.map { [$0] } ?? []) + retired }

    /// All keys with their states, the current one first.
    public var states: [(key: NoteVerifier, state: State)] {
        [(current, .current)] + (previous.map { [($0, .previous)] } ?? [])
            + retired.map { ($0, .retired) }
    }

    /// Whether a verifier key is one of them.
    func knows(_ text: String) -> Bool {
        verifiers.contains { $0.text.utf8.elementsEqual(text.utf8) }
    }

    init(in directory: DataDirectory) throws {
        self.directory = directory
        let current = try NoteVerifier(text: try directory.logVerifierText())
        self.current = current
        let retired =
            try directory.text(of: "log-retired.vkey")
            .map { text in
                try text.split(separator: "\n").map { try NoteVerifier(text: String($0)) }
            } ?? []
        self.retired = retired
        let isInterrupted = directory.holds("log-next.pem")
        isRotationInterrupted = isInterrupted
        previous = try directory.text(of: "log-previous.vkey")
            .flatMap { text -> NoteVerifier? in
                do throws(LogError) {
                    return try NoteVerifier(text: text)
                } catch {
                    // The disk may have kept the name alone when the copying was cut short.
                    guard isInterrupted else { throw Self.unreadable(directory, error) }
                    return nil
                }
            }
            // A rotation that was interrupted may have left the current key under two names, or
            // one that is retired already.
            .flatMap { $0 == current || retired.contains($0) ? nil : $0 }
    }

    private static func unreadable(
        _ directory: DataDirectory,
        _ error: LogError
    ) -> CompositionError {
        CompositionError(
            "`\(directory.path)/keys/log-previous.vkey` cannot be used: \(error)",
            help: "restore it from a backup, or remove it with log-previous.pem: the log then "
                + "signs by its current key alone"
        )
    }

    /// The log's signer.
    ///
    /// - Throws: a `KeyError`, a `LogError`, or a ``CompositionError`` when no key in the folder is
    ///   that of `log.vkey`.
    public func signer() throws -> NoteSigner { try signer(current) }

    /// The signer of the previous key, while it is exchanged.
    public func previousSigner() throws -> NoteSigner? { try previous.map { try signer($0) } }

    /// Finds the private half by the public one, so that an exchange that was cut short between two
    /// files leaves a log that can sign.
    private func signer(_ verifier: NoteVerifier) throws -> NoteSigner {
        for name in ["log.pem", "log-next.pem", "log-previous.pem"] where directory.holds(name) {
            let key = try SigningKey.load(from: "\(directory.path)/keys/\(name)")
            guard key.verifyingKey.bytes == verifier.publicKey else { continue }
            return NoteSigner(verifier: verifier) { try key.signature(for: $0) }
        }
        if !directory.holds("log.pem") { _ = try SigningKey.load(from: directory.logKeyPath) }
        throw CompositionError(
            "`\(directory.logKeyPath)` is not the key of `\(directory.logVerifierPath)`; restore "
                + "both from one backup"
        )
    }
}

extension DataDirectory {
    /// The log's keys.
    ///
    /// - Throws: ``CompositionError`` when the folder holds none; a `LogError` for one that cannot be
    ///   read.
    public func logKeys() throws -> LogKeyFiles { try LogKeyFiles(in: self) }

    /// The bytes of a plain file; `nil` where there is none.
    static func plainFile(_ path: String) -> [UInt8]? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder,
            let data = FileManager.default.contents(atPath: path), data.count <= Note.maximumBytes
        else { return nil }
        return [UInt8](data)
    }

    func holds(_ key: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(path)/keys/\(key)")
    }

    func text(of key: String) throws -> String? {
        FileManager.default.contents(atPath: "\(path)/keys/\(key)").map {
            String(decoding: $0, as: UTF8.self).trimmedLine
        }
    }
}
