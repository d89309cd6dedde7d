/// Why the database did not do what was asked.
///
/// The reason never holds stored values: it may be logged, but is still not meant for a client.
public struct DatabaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, stable across versions.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The location text cannot be understood.
        case invalidLocation = "invalid_location"
        /// The file, its folder or its lock cannot be opened.
        case cannotOpen = "cannot_open"
        /// Another process, or this one, already serves the file.
        case inUse = "in_use"
        /// The database was closed.
        case closed = "closed"
        /// The program's migrations are not applied yet.
        case needsMigration = "needs_migration"
        /// The list of migrations is out of order.
        case invalidMigrations = "invalid_migrations"
        /// The file was written by a newer program.
        case newerThanProgram = "newer_than_program"
        /// The text or the name of an applied migration is no longer the same.
        case migrationChanged = "migration_changed"
        /// A migration could not be applied; the file is as it was before it.
        case migrationFailed = "migration_failed"
        /// The statement cannot be compiled, or its parameters are not `$1` to `$n`.
        case invalidStatement = "invalid_statement"
        /// The statement is not allowed here: a write in a read, or transaction control.
        case forbiddenStatement = "forbidden_statement"
        /// A row with the same key is already there.
        case uniqueViolation = "unique_violation"
        /// A referenced row is missing, or is still referred to.
        case foreignKeyViolation = "foreign_key_violation"
        /// A CHECK constraint does not hold.
        case checkViolation = "check_violation"
        /// A required column got no value.
        case notNullViolation = "not_null_violation"
        /// Any other constraint, such as a STRICT column's type or a trigger.
        case constraintViolation = "constraint_violation"
        /// Others held what was needed for too long, or too many wait already.
        case busy = "busy"
        /// The server cannot be reached or was lost; nothing of the transaction remains.
        case unavailable = "unavailable"
        /// The connection was lost during the commit: the transaction may have taken effect.
        case outcomeUnknown = "outcome_unknown"
        /// The transaction or the server's answer took too long; nothing remains.
        case timeout = "timeout"
        /// The task was cancelled before the commit; nothing remains.
        case cancelled = "cancelled"
        /// Another process holds the lock that the transaction depends on; nothing remains.
        case fenced = "fenced"
        /// The disk is full or cannot be written.
        case storageFailed = "storage_failed"
        /// The file is not a database, or is damaged.
        case corrupt = "corrupt"
        /// A value cannot be stored: too long, a NUL in text, out of range.
        case invalidValue = "invalid_value"
        /// A result has no such column.
        case missingColumn = "missing_column"
        /// A value is not of the type asked for.
        case wrongType = "wrong_type"
        /// The engine failed in some other way.
        case failed = "failed"
    }

    /// What kind of failure it is.
    public let code: Code
    /// One line for the operator: lower case, no full stop.
    public let reason: String

    /// The reason, after the code.
    public var description: String { "\(code.rawValue): \(reason)" }

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: its kind.
    ///   - reason: one line for the operator, without stored values.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
