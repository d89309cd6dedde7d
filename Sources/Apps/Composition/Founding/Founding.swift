public import Governance
public import Keys
internal import LogService
internal import Storage
internal import TransparencyLog

/// Founds a register from a charter: its keys, its first entry, its log, its authority.
public enum Founding {
    private static let rootLifetime = Span.days(3650)

    /// Founds a register in a folder that does not exist yet; all of it or nothing.
    ///
    /// - Parameters:
    ///   - content: the charter.
    ///   - directory: where the register will live.
    ///   - now: the time of the enactment.
    ///   - makingKeys: whether every official gets a new key, whose private half is kept in the
    ///     folder: for trying out, since then the operator can sign for everyone.
    /// - Returns: the digest of the register's root.
    /// - Throws: ``CompositionError``, a `Refusal`, a `KeyError`, a `LogError` or a `DatabaseError`.
    @discardableResult
    public static func found(
        _ content: CharterContent,
        in directory: DataDirectory,
        at now: Instant,
        makingKeys: Bool = false
    ) async throws -> Digest {
        guard !directory.exists else {
            throw CompositionError(
                "`\(directory.path)` exists already",
                help: "name a folder that does not exist"
            )
        }
        let draft = DataDirectory(directory.path + ".founding")
        draft.remove()
        do {
            try draft.makeFolders()
            let content = makingKeys ? try withNewKeys(content, in: draft) : content
            let root = try await enact(content, in: draft, at: now)
            try makeAuthority(for: content.charter, in: draft)
            try draft.move(to: directory)
            return root
        } catch {
            draft.remove()
            throw error
        }
    }

    private static func enact(
        _ content: CharterContent,
        in directory: DataDirectory,
        at now: Instant
    ) async throws -> Digest {
        let founder = SigningKey.generate()
        try founder.save(to: directory.founderKeyPath)
        let founderKey = try publicKey(of: founder)
        let statement = Statement(
            register: content.charter.id,
            actor: .founder,
            key: try identifier("founder"),
            issued: now,
            command: .charterEnacted(Enactment(content: content, founderKey: founderKey))
        )
        var register = Register()
        let entry = try register.accept(try founder.sign(statement), at: now)

        let logKey = SigningKey.generate()
        try logKey.save(to: directory.logKeyPath)
        let verifier = try NoteVerifier(
            name: "\(content.charter.id)/log",
            algorithm: .ed25519,
            publicKey: logKey.verifyingKey.bytes
        )
        try directory.write(verifier.text + "\n", to: directory.logVerifierPath)

        let database = try Database.open(
            .sqlite(path: directory.databasePath),
            migrations: LogSchema.migrations
        )
        let log = try DurableLog(database: database, signer: try directory.logSigner())
        try await log.append([try entry.canonicalBytes()], at: 0)
        try database.close()
        return try register.root()
    }

    private static func makeAuthority(
        for head: CharterHead,
        in directory: DataDirectory
    ) throws {
        // Certificates are checked by the machine's clock, whatever the register's clock says.
        let now = SystemClock.now()
        let authority = try CertificateAuthority.create(
            name: "\(head.id) exchange authority",
            validity: try ValidityPeriod(
                startMilliseconds: (now - .days(1)).milliseconds,
                endMilliseconds: (now + rootLifetime).milliseconds
            )
        )
        try authority.save(
            certificatePath: directory.authorityPath,
            keyPath: directory.authorityKeyPath
        )
    }

    private static func withNewKeys(
        _ content: CharterContent,
        in directory: DataDirectory
    ) throws -> CharterContent {
        var content = content
        for (index, item) in content.items.enumerated() {
            guard case .official(let official) = item else { continue }
            let key = SigningKey.generate()
            try key.save(to: directory.officialKeyPath(official.id))
            content.items[index] = .official(
                Official(
                    id: official.id,
                    name: official.name,
                    office: official.office,
                    keys: [
                        OfficialKey(id: try identifier("k1"), publicKey: try publicKey(of: key))
                    ],
                    from: official.from,
                    until: official.until
                )
            )
        }
        return content
    }

    private static func publicKey(of key: SigningKey) throws -> PublicKey {
        guard let publicKey = PublicKey(bytes: key.verifyingKey.bytes) else {
            throw CompositionError("the key has no Ed25519 public half")
        }
        return publicKey
    }

    private static func identifier<Item>(_ text: String) throws -> Identifier<Item> {
        guard let identifier = Identifier<Item>(text) else {
            throw CompositionError("`\(text)` is not an identifier")
        }
        return identifier
    }
}

extension SigningKey {
    /// Signs a statement as its actor.
    ///
    /// - Throws: a `Refusal` when the statement has no canonical form, or a `KeyError`.
    public func sign(_ statement: Statement) throws -> SignedStatement {
        let bytes = try signature(for: try statement.signedBytes())
        guard let signature = Signature(bytes: bytes) else {
            throw CompositionError("the key gave no Ed25519 signature")
        }
        return SignedStatement(statement: statement, signature: signature)
    }
}
