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
        guard !draft.exists else {
            throw CompositionError(
                "`\(draft.path)` exists: another founding is under way, or was interrupted",
                help: "when none is under way, remove it"
            )
        }
        do {
            try draft.makeFolders()
            let content = makingKeys ? try withNewKeys(content, in: draft) : content
            let (entry, root) = try enact(content, in: draft, at: now)
            try makeAuthority(for: content.charter, in: draft)
            if home.isInFolder {
                let database = try await openEmpty(.sqlite(path: draft.databasePath))
                try await record(entry, RegisterHome(inFolder: draft), database)
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
        let database = try await openEmpty(home.database)
        // The keys must be in place before their register is: without them it would be lost.
        try draft.move(to: home.directory)
        do {
            try await record(entry, home, database)
        } catch let error as DatabaseError where error.code != .outcomeUnknown {
            home.directory.remove()
            throw error
        } catch {
            throw CompositionError(
                "the founding was interrupted: \(error)",
                help: "the register may be recorded in \(home.database), and its keys are in "
                    + "`\(home.directory.path)`: try `cabildo serve`; if it holds no register, remove "
                    + "the folder and found again"
            )
        }
    }

    /// Opens a database that holds no register yet.
    private static func openEmpty(_ location: DatabaseLocation) async throws -> Database {
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        let database = try await Database.open(
            location,
            migrations: LogSchema.migrations,
            settings: settings
        )
        let isEmpty = try await database.read {
            try $0.query("SELECT position FROM log_entry LIMIT 1").isEmpty
        }
        guard isEmpty else {
            try? await database.close()
            throw CompositionError(
                "\(location) holds a register already",
                help: "name an empty database"
            )
        }
        return database
    }

    private static func record(
        _ entry: Entry,
        _ home: RegisterHome,
        _ database: Database
    ) async throws {
        do {
            let log = try await home.openLog(database)
            // An empty log is signed for first: entries without a checkpoint would be taken for loss.
            try await log.confirm()
            try await log.append([try entry.canonicalBytes()], at: 0)
        } catch {
            try? await database.close()
            throw error
        }
        try? await database.close()
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
