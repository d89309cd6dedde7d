internal import Governance
internal import LogService
internal import MerkleTree
internal import Storage
internal import TransparencyLog

/// Looks at everything that a register's server depends on, also while it runs.
public struct Doctor: Sendable {
    /// How long before the end of a certificate a warning comes.
    static let warningDays: Int64 = 14
    /// Statements further than this from the register's clock are refused.
    static let tolerance = Span.minutes(15)

    let home: RegisterHome
    let gateway: String?
    let now: Clock

    /// Prepares to look at a register.
    ///
    /// - Parameters:
    ///   - home: the register.
    ///   - gateway: the configuration file of a gateway to look at too.
    ///   - now: the clock to judge by.
    public init(
        of home: RegisterHome,
        gateway: String? = nil,
        now: @escaping Clock = SystemClock.now
    ) {
        self.home = home
        self.gateway = gateway
        self.now = now
    }

    /// Makes all checks; a check that fails does not end the others.
    ///
    /// - Returns: what was found.
    /// - Throws: ``CompositionError`` where there is no register's folder to look at.
    public func examine() async throws -> Diagnosis {
        guard home.directory.hasLogKey else {
            throw CompositionError(
                "`\(home.directory.path)` holds no register: there is no keys/log.vkey in it",
                help: "see --data"
            )
        }
        var diagnosis = Diagnosis(data: home.directory.path, database: "\(home.database)")
        checkFolders(&diagnosis)
        await checkKeys(&diagnosis)
        await checkAuthority(&diagnosis)
        checkDisk(&diagnosis)
        checkClock(&diagnosis)
        // Before the database is read: a server that runs may only go on from here.
        let published = Result { try home.directory.publishedCheckpoint() }
        let isUsable = await checkDatabase(&diagnosis)
        let register = isUsable ? await checkLog(&diagnosis, published) : nil
        if !isUsable {
            diagnosis.note("log", .error, "not checked, since the database cannot be read")
        }
        if let gateway { await checkGateway(gateway, register, &diagnosis) }
        return diagnosis
    }

    /// Whether the database can be opened and has this program's schema.
    private func checkDatabase(_ diagnosis: inout Diagnosis) async -> Bool {
        var isUsable = false
        await diagnosis.check(
            "database",
            orDo: "see --database, and that its server runs and lets this user in"
        ) { diagnosis in
            if case .sqlite = home.database, !home.isFounded {
                throw CompositionError(
                    "\(home.database) is not there",
                    help: "see --database, or restore a backup"
                )
            }
            let facts = try await Database.inspect(home.database)
            diagnosis.note("database", .ok, "can be read")
            for fact in facts {
                let status: Diagnosis.Status =
                    fact.problem == nil ? .ok : fact.isSevere ? .error : .warning
                diagnosis.note(fact.name, status, fact.value, do: fact.problem)
            }
            if let clock = try await Database.serverClock(of: home.database) {
                noteServerClock(clock, &diagnosis)
            }
            isUsable = true
        }
        guard isUsable else { return false }
        var isCurrent = false
        await diagnosis.check("schema", orDo: "run the version that wrote it") { diagnosis in
            let state = try await SchemaState.read(home)
            let pending = state.steps.count { $0.state == .pending }
            isCurrent = pending == 0
            diagnosis.note(
                "schema",
                isCurrent ? .ok : home.database.isShared ? .error : .warning,
                isCurrent
                    ? "up to date: \(state.steps.count) of \(state.steps.count) migrations"
                    : "\(pending) of \(state.steps.count) migrations are not applied",
                do: isCurrent ? nil : "take a backup, then run `cabildo migrate up`"
            )
        }
        return isCurrent
    }

    /// Recomputes the log, compares the checkpoints, and replays the register.
    private func checkLog(
        _ diagnosis: inout Diagnosis,
        _ published: Result<SignedCheckpoint?, any Error>
    ) async -> Register? {
        var register: Register?
        let advice = "stop the server, keep the folder as it is, and restore a whole, newer backup"
        await diagnosis.check("log", orDo: advice) { diagnosis in
            let verifiers = try home.directory.logKeys().verifiers
            let database = try await home.openDatabase(.forOperations(readingAlone: true))
            do {
                let stored = try await StoredLog(database, verifiers: verifiers)
                guard let checkpoint = stored.checkpoint, stored.size > 0 else {
                    throw CompositionError("the database holds no register")
                }
                diagnosis.note(
                    "log",
                    .ok,
                    "\(stored.size) entries give root \(stored.root.base64), signed for "
                        + "\(checkpoint.checkpoint.size)"
                )
                let history = LogHistory(leaves: try await database.logLeafHashes())
                await checkPublished(&diagnosis, published, history)
                register = await replay(&diagnosis, database, stored.size)
                try await database.close()
            } catch {
                try? await database.close()
                throw error
            }
        }
        return register
    }

    private func checkPublished(
        _ diagnosis: inout Diagnosis,
        _ published: Result<SignedCheckpoint?, any Error>,
        _ history: LogHistory
    ) async {
        let name = "published_checkpoint"
        await diagnosis.check(
            name,
            orDo: "find out who changed it; a restored backup of the folder has the right one"
        ) { diagnosis in
            guard let signed = try published.get() else {
                return diagnosis.note(
                    name,
                    .warning,
                    "there is none, so that a log which lost entries is not found",
                    do: "it is written when the register is served; see who removed it"
                )
            }
            let mark = signed.checkpoint
            let known = KnownHistory(
                source: "",
                evidence: .checkpoint(size: mark.size, root: mark.root)
            )
            switch history.standing(to: known) {
            case .covered:
                diagnosis.note(name, .ok, "the stored entries carry it, over \(mark.size)")
            case .older(let lost):
                diagnosis.note(
                    name,
                    .error,
                    "it was signed over \(mark.size) entries: the last \(lost) are not stored",
                    do: "the database is an old one: restore a newer backup"
                )
            case .parted, .partedSomewhere:
                diagnosis.note(
                    name,
                    .error,
                    "the first \(mark.size) entries are not those that it was signed over",
                    do: "the database holds another history: restore the right backup"
                )
            }
        }
    }

    private func replay(
        _ diagnosis: inout Diagnosis,
        _ database: Database,
        _ size: Int
    ) async -> Register? {
        var result: Register?
        await diagnosis.check("register", orDo: "ask before anything else") { diagnosis in
            let register = try await database.reduceLog(into: Register(), upTo: size) {
                try $0.replay($1)
            }
            diagnosis.note("register", .ok, "replays; root \(try register.root())")
            noteLastEntry(register.time, &diagnosis)
            let current = try home.directory.logKeys().current
            for key in register.logKeys where key.publicKey.bytes == current.publicKey {
                guard let mark = key.retired else { continue }
                diagnosis.note(
                    "register",
                    .error,
                    "entry \(mark.position) has retired the key that the log signs with: gateways "
                        + "and auditors refuse it",
                    do: "`cabildo log rotate-key --at-once`, start every server anew, and announce "
                        + "the new key"
                )
            }
            result = register
        }
        return result
    }
}
