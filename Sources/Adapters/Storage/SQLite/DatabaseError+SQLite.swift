internal import GRDB

extension DatabaseError {
    /// Translates the engine's error; its SQL and arguments are left out on purpose.
    init(_ error: GRDB.DatabaseError) {
        let message = error.message ?? "the engine gave no reason"
        if error.resultCode == .SQLITE_MISUSE, message == "Connection is closed" {
            self.init(.closed, "the database is closed")
        } else {
            self.init(Self.code(of: error.extendedResultCode), message)
        }
    }

    private static func code(of result: ResultCode) -> Code {
        switch result {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            .uniqueViolation
        case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKeyViolation
        case .SQLITE_CONSTRAINT_CHECK: .checkViolation
        case .SQLITE_CONSTRAINT_NOTNULL: .notNullViolation
        // What was written may or may not be on the disk, and found there after a restart.
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC: .outcomeUnknown
        default: code(ofPrimary: result.primaryResultCode)
        }
    }

    private static func code(ofPrimary result: ResultCode) -> Code {
        switch result {
        case .SQLITE_CONSTRAINT: .constraintViolation
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_FULL, .SQLITE_IOERR: .storageFailed
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
        case .SQLITE_CANTOPEN, .SQLITE_PERM: .cannotOpen
        case .SQLITE_READONLY, .SQLITE_AUTH: .forbiddenStatement
        case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_RANGE: .invalidStatement
        default: .failed
        }
    }
}
