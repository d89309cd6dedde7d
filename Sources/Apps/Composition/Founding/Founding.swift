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
    ///   - home: where the register will live.
    ///   - now: the time of the enactment.
    ///   - makingKeys: whether every official gets a new key, whose private half is kept in the
    ///     folder: for trying out, since then the operator can sign for everyone.
    /// - Returns: the digest of the register's root.
    /// - Throws: ``CompositionError``, a `Refusal`, a `KeyError`, a `LogError` or a `DatabaseError`.
    @discardableResult
    public static func found(
        _ content: CharterContent,
        in home: RegisterHome,
        at now: Instant,
        makingKeys: Bool = false
    ) async throws -> Digest {
        let directory = home.directory
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
            let (entry, root) = try enact(content, in: draft, at: now)
            try makeAuthority(for: content.charter, in: draft)
            if home.isInFolder {
                try await record(entry, in: RegisterHome(inFolder: draft))
                try draft.move(to: directory)
            } else {
                try await recordElsewhere(entry, draft, home)
            }
            return root
        } catch {
            draft.remove()
            throw error
        }
    }

    /// Records the first entry in a database outside of the folder.
    private static func recordElsewhere(
        _ entry: Entry,
        _ draft: DataDirectory,
        _ home: RegisterHome
    ) async throws {
        try draft.note(home.database)
        // The keys must be in place before their register is: without them it would be lost.
        try draft.move(to: home.directory)
        do {
            try await record(entry, in: home)
        } catch {
            home.directory.remove()
            throw error
        }
    }

    private static func enact(
        _ content: CharterContent,
        in directory: DataDirectory,
        at now: Instant
    ) throws -> (Entry, Digest) {
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

        return (entry, try register.root())
    }

    private static func record(_ entry: Entry, in home: RegisterHome) async throws {
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        let database = try await Database.open(
            home.database,
            migrations: LogSchema.migrations,
            settings: settings
        )
        do {
            let log = try await home.openLog(database)
            guard log.checkpoint.checkpoint.size == 0 else {
                throw CompositionError(
                    "\(home.database) holds a register already",
                    help: "name an empty database"
                )
            }
            try await log.append([try entry.canonicalBytes()], at: 0)
            try await database.close()
        } catch {
            try? await database.close()
            throw error
        }
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
