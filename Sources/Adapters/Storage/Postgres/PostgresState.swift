/// What PostgreSQL's error codes mean here (PostgreSQL 15, appendix A).
enum PostgresState {
    /// Whether the transaction took no effect because of others, and can be tried anew.
    static func isConflict(_ state: String) -> Bool { state == "40001" || state == "40P01" }

    /// Whether the server ended the session or does not serve it now: another connection may.
    static func isLoss(_ state: String) -> Bool {
        state.hasPrefix("08") || state.hasPrefix("57P") || state == "53300" || state == "25P03"
            || state == "57P05"
    }

    /// Whether a write reached a server that only reads: a standby, or a primary of before.
    static func isReadOnly(_ state: String) -> Bool { state == "25006" }

    /// The code of an error with that state.
    static func code(_ state: String) -> DatabaseError.Code {
        switch state {
        case "23505": .uniqueViolation
        case "23503": .foreignKeyViolation
        case "23514": .checkViolation
        case "23502": .notNullViolation
        case "42804", "42501": state == "42501" ? .forbiddenStatement : .constraintViolation
        case "25006": .forbiddenStatement
        case "57014": .timeout
        case "40001", "40P01", "55P03": .busy
        case "53100", "58030": .storageFailed
        case "28000", "28P01", "3D000": .cannotOpen
        case _ where isLoss(state): .unavailable
        default: code(ofClass: state.prefix(2))
        }
    }

    private static func code(ofClass name: Substring) -> DatabaseError.Code {
        switch name {
        case "22": .invalidValue
        case "23": .constraintViolation
        case "42", "26", "0A": .invalidStatement
        case "53": .busy
        case "58": .storageFailed
        case "XX": .corrupt
        default: .failed
        }
    }

    /// Whether the server's message may repeat a stored value.
    static func mayTellValue(_ state: String) -> Bool { state.hasPrefix("22") }
}
