public import CanonicalJSON
internal import LogService
internal import Storage

/// How the schema of a register's database stands to this program's migrations.
public struct SchemaState: Sendable, Hashable {
    /// What became of a migration.
    public enum State: String, Sendable, Hashable {
        /// It was applied before.
        case applied
        /// It is still to be applied.
        case pending
        /// It was applied just now.
        case new
        /// It was tried just now, and undone.
        case tried
    }

    /// One migration.
    public struct Step: Sendable, Hashable {
        /// Its place in the order.
        public let number: Int64
        /// Its name.
        public let name: String
        /// What became of it.
        public let state: State
        /// Its statements as the engine takes them, where they were asked for.
        public let sql: String?
    }

    /// The database, without any password.
    public let database: String
    /// The migrations, in order.
    public let steps: [Step]

    /// Whether something is still to be applied.
    public var isPending: Bool { steps.contains { $0.state == .pending } }

    /// Reads which migrations are applied and which are not; nothing is changed.
    ///
    /// - Throws: ``CompositionError``, or a `DatabaseError` where it cannot be told.
    public static func read(_ home: RegisterHome) async throws -> SchemaState {
        try home.requireFounded()
        let status = try await Database.migrationStatus(
            of: home.database,
            migrations: LogSchema.migrations
        )
        return SchemaState(
            database: "\(home.database)",
            steps: status.applied.map { Step($0, .applied) }
                + status.pending.map { Step($0, .pending) }
        )
    }

    /// Applies what is missing, each migration in its own transaction, under the database's lock.
    ///
    /// - Parameters:
    ///   - home: the register.
    ///   - isTrial: whether all of it is run in one transaction that is then rolled back.
    /// - Returns: what was applied, or tried.
    /// - Throws: ``CompositionError``, or a `DatabaseError`.
    public static func bringUp(
        _ home: RegisterHome,
        isTrial: Bool
    ) async throws -> SchemaState {
        try home.requireFounded()
        let migrations = try await Database.migrate(
            home.database,
            migrations: LogSchema.migrations,
            isTrial: isTrial
        )
        return SchemaState(
            database: "\(home.database)",
            steps: try migrations.map { migration in
                Step(
                    migration,
                    isTrial ? .tried : .new,
                    sql: isTrial
                        ? try Database.schema(
                            migration.sql,
                            on: home.database.isShared ? .postgres : .sqlite
                        ) : nil
                )
            }
        )
    }

    /// The steps, one a line; statements that were tried are below theirs.
    public var text: String {
        let width = steps.map { "\($0.number)".utf8.count }.max() ?? 0
        var text = ""
        for step in steps {
            let number = "\(step.number)"
            text += String(repeating: " ", count: width - number.utf8.count) + number
            text += "  \(step.state.word)  \(step.name)\n"
            if let sql = step.sql {
                text += sql.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { "    \($0)\n" }.joined()
            }
        }
        return text
    }

    /// The steps as JSON.
    public var json: JSON {
        .object([
            "report": "migrate",
            "version": 1,
            "database": .string(database),
            "pending": .bool(isPending),
            "migrations": .array(
                steps.map { step in
                    var object: JSONObject = [
                        "number": .integer(step.number), "name": .string(step.name),
                        "state": .string(step.state.rawValue),
                    ]
                    if let sql = step.sql { object["sql"] = .string(sql) }
                    return .object(object)
                }
            ),
        ])
    }
}

extension SchemaState.Step {
    init(_ migration: Migration, _ state: SchemaState.State, sql: String? = nil) {
        self.init(number: migration.number, name: migration.name, state: state, sql: sql)
    }
}

extension SchemaState.State {
    /// The state in words.
    fileprivate var word: String {
        switch self {
        case .applied: "applied"
        case .pending: "pending"
        case .new: "applied now"
        case .tried: "would be applied"
        }
    }
}
