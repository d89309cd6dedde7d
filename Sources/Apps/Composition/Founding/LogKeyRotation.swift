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
            try copy("log.vkey", to: "log-previous.vkey", mode: 0o644)
            try copy("log.pem", to: "log-previous.pem", mode: 0o600)
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
            removePrevious()
        }
        try putInPlace()
        return next
    }

    /// Ends an exchange: the previous key signs nothing more from the next start on.
    ///
    /// - Returns: the key that was retired.
    /// - Throws: ``CompositionError`` when there is none, or nothing was signed by the new key yet.
    public func end() async throws -> NoteVerifier {
        let files = try directory.logKeys()
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
        removePrevious()
        return previous
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
        let path = keys + "log-next.pem"
        let key: SigningKey
        if directory.holds("log-next.pem") {
            key = try SigningKey.load(from: path)
        } else {
            key = .generate()
            try key.save(to: path)
        }
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

    /// The public half goes first: the private one is found by it under either name.
    private func putInPlace() throws {
        for (next, current) in [("log-next.vkey", "log.vkey"), ("log-next.pem", "log.pem")] {
            guard rename(keys + next, keys + current) == 0 else {
                throw CompositionError("`\(keys)\(current)` cannot be replaced: see its rights")
            }
        }
        try PrivateFolder(path: directory.path + "/keys").synchronise()
    }

    private func retire(_ key: NoteVerifier, _ files: LogKeyFiles) async throws {
        guard !files.retired.contains(key) else { return }
        let lines = (files.retired + [key]).map { $0.text + "\n" }.joined()
        try await DurableFile.replace(keys + "log-retired.vkey", with: Array(lines.utf8))
    }

    private func removePrevious() {
        for name in ["log-previous.pem", "log-previous.vkey"] { _ = unlink(keys + name) }
    }

    private func copy(_ name: String, to other: String, mode: mode_t) throws {
        _ = unlink(keys + other)
        try FileDigest.copy(keys + name, to: keys + other, mode: mode)
    }

    private func privateKey(of verifier: NoteVerifier) throws -> SigningKey? {
        for name in ["log.pem", "log-next.pem"] where directory.holds(name) {
            let key = try SigningKey.load(from: keys + name)
            if key.verifyingKey.bytes == verifier.publicKey { return key }
        }
        return nil
    }
}
