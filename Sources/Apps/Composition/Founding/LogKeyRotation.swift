public import CanonicalJSON
internal import Governance
internal import Keys
public import TransparencyLog

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The exchange of a log's key for a new one.
///
/// Every step leaves a folder whose log can sign; a step that was cut short is done again by the
/// next run.
public struct LogKeyRotation: Sendable {
    private let directory: DataDirectory
    private var keys: String { directory.path + "/keys/" }

    /// Prepares the exchange in a register's folder.
    public init(in directory: DataDirectory) { self.directory = directory }

    /// Puts a new key in the place of the current one, which goes on signing beside it.
    ///
    /// - Returns: the new key.
    /// - Throws: ``CompositionError`` while an earlier exchange is not ended; a `KeyError`.
    public func begin() async throws -> NoteVerifier {
        let files = try directory.logKeys()
        guard files.previous == nil || files.isRotationInterrupted else {
            throw CompositionError(
                "the key is being exchanged already: two keys sign",
                help: "end that first with --retire"
            )
        }
        _ = try files.signer()
        let next = try await prepare(after: files)
        if files.current != next {
            // The private half first: a public one without it would stop the log's signing.
            try copy("log.pem", to: "log-previous.pem", mode: 0o600)
            try copy("log.vkey", to: "log-previous.vkey", mode: 0o644)
        }
        try putInPlace()
        return next
    }

    /// Puts a new key in the place of the current one, which signs nothing more from the next start
    /// on: for a key that was lost or stolen.
    ///
    /// - Returns: the new key.
    /// - Throws: ``CompositionError``, a `KeyError`.
    public func exchangeAtOnce() async throws -> NoteVerifier {
        let files = try directory.logKeys()
        let next = try await prepare(after: files)
        if files.current != next { try await retire(files.current, files) }
        if let previous = files.previous {
            try await retire(previous, try directory.logKeys())
        }
        try removePrevious()
        try putInPlace()
        return next
    }

    /// Ends an exchange: the previous key signs nothing more from the next start on.
    ///
    /// - Returns: the key that was retired.
    /// - Throws: ``CompositionError`` when there is none, or nothing was signed by the new key yet.
    public func end() async throws -> NoteVerifier {
        let files = try directory.logKeys()
        if let left = try leftover(files) {
            try removePrevious()
            return left
        }
        guard let previous = files.previous, !files.isRotationInterrupted else {
            throw CompositionError(
                "no exchange of the key is under way",
                help: "begin one with `cabildo log rotate-key`"
            )
        }
        let published = try directory.publishedCheckpoint()
        guard (try? published?.verify(log: files.current)) != nil else {
            throw CompositionError(
                "nothing was published under the new key yet",
                help: "start the servers anew first, so that both keys sign"
            )
        }
        try await retire(previous, files)
        try removePrevious()
        return previous
    }

    /// The key that was retired and whose files were not removed, as the ending was cut short.
    private func leftover(_ files: LogKeyFiles) throws -> NoteVerifier? {
        guard files.previous == nil else { return nil }
        if let text = try directory.text(of: "log-previous.vkey"),
            let key = try? NoteVerifier(text: text), files.retired.contains(key)
        {
            return key
        }
        guard directory.holds("log-previous.pem"), let last = files.retired.last,
            let key = try? SigningKey.load(from: keys + "log-previous.pem")
        else { return nil }
        return key.verifyingKey.bytes == last.publicKey ? last : nil
    }

    /// The body of the statement `log-key-added` for the current key, in canonical JSON.
    ///
    /// - Throws: as the reading of the key does.
    public func announcement() throws -> JSON {
        let files = try directory.logKeys()
        guard let key = PublicKey(bytes: files.current.publicKey),
            let signing = try privateKey(of: files.current),
            let proof = Signature(
                bytes: try signing.signature(
                    for: LogKeyAddition.possession(of: key, register: try directory.registerID())
                )
            )
        else { throw CompositionError("the log's key cannot sign") }
        return try JSONTreeEncoder().encode(LogKeyAddition(publicKey: key, proof: proof))
    }

    /// The body of the statement `log-key-retired` for the key that was retired last, or for the
    /// previous one while two sign.
    ///
    /// - Throws: ``CompositionError`` for a reason that is none, and where there is no such key.
    public func retirement(reason: String) throws -> JSON {
        let files = try directory.logKeys()
        guard let reason = LogKeyRetirement.Reason(rawValue: reason) else {
            let all = LogKeyRetirement.Reason.allCases.map(\.rawValue).joined(separator: ", ")
            throw CompositionError("`\(reason)` is none of: \(all)")
        }
        guard let old = files.previous ?? files.retired.last,
            let key = PublicKey(bytes: old.publicKey)
        else { throw CompositionError("the log has had one key only") }
        return try JSONTreeEncoder().encode(LogKeyRetirement(publicKey: key, reason: reason))
    }

    /// Makes the next key, or takes the one that an interrupted run has made.
    private func prepare(after files: LogKeyFiles) async throws -> NoteVerifier {
        let key = try nextKey()
        let verifier = try NoteVerifier(
            name: files.current.name,
            algorithm: .ed25519,
            publicKey: key.verifyingKey.bytes
        )
        try await DurableFile.replace(
            keys + "log-next.vkey",
            with: Array((verifier.text + "\n").utf8)
        )
        return verifier
    }

    /// A key file that is not whole holds no key that anything was signed by.
    private func nextKey() throws -> SigningKey {
        let path = keys + "log-next.pem"
        if directory.holds("log-next.pem") {
            do {
                return try SigningKey.load(from: path)
            } catch {
                guard error.code == .malformedKey else { throw error }
                try removeDurably("log-next.pem")
            }
        }
        let key = SigningKey.generate()
        let draft = path + ".new"
        unlink(draft)
        try key.save(to: draft)
        try rename(draft, to: "log-next.pem")
        return key
    }

    /// The public half goes first: the private one is found by it under either name.
    private func putInPlace() throws {
        for name in ["vkey", "pem"] { try rename("\(keys)log-next.\(name)", to: "log.\(name)") }
    }

    private func retire(_ key: NoteVerifier, _ files: LogKeyFiles) async throws {
        guard !files.retired.contains(key) else { return }
        let lines = (files.retired + [key]).map { $0.text + "\n" }.joined()
        try await DurableFile.replace(keys + "log-retired.vkey", with: Array(lines.utf8))
    }

    /// The public half goes first, and for good: alone it would stop the log's signing.
    private func removePrevious() throws {
        for name in ["log-previous.vkey", "log-previous.pem"] { try removeDurably(name) }
    }

    private func removeDurably(_ name: String) throws {
        guard unlink(keys + name) == 0 || errno == ENOENT else {
            throw CompositionError.file(keys + name)
        }
        try DurableFile.synchronise(folderOf: keys + name)
    }

    /// Copies a key, so that it is there whole or not at all.
    private func copy(_ name: String, to other: String, mode: mode_t) throws {
        let draft = keys + other + ".new"
        unlink(draft)
        try FileDigest.copy(keys + name, to: draft, mode: mode)
        try rename(draft, to: other)
    }

    private func rename(_ draft: String, to name: String) throws {
        guard systemRename(draft, keys + name) == 0 else {
            throw CompositionError("`\(keys)\(name)` cannot be replaced: see its rights")
        }
        try DurableFile.synchronise(folderOf: draft)
    }

    private func privateKey(of verifier: NoteVerifier) throws -> SigningKey? {
        for name in ["log.pem", "log-next.pem"] where directory.holds(name) {
            let key = try SigningKey.load(from: keys + name)
            if key.verifyingKey.bytes == verifier.publicKey { return key }
        }
        return nil
    }
}

/// The system's `rename`, under a name that ``LogKeyRotation`` does not hide.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
