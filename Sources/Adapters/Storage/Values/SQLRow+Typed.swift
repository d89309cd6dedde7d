extension SQLRow {
    /// The integer in a column; throws `wrong_type` for anything else, null included.
    public func integer(_ name: String) throws(DatabaseError) -> Int64 {
        let value = try self[name]
        guard case .integer(let integer) = value else { throw mismatch(name, value, "integer") }
        return integer
    }

    /// The text in a column; throws `wrong_type` for anything else, null included.
    public func text(_ name: String) throws(DatabaseError) -> String {
        let value = try self[name]
        guard case .text(let text) = value else { throw mismatch(name, value, "text") }
        return text
    }

    /// The bytes in a column; throws `wrong_type` for anything else, null included.
    public func blob(_ name: String) throws(DatabaseError) -> [UInt8] {
        let value = try self[name]
        guard case .blob(let bytes) = value else { throw mismatch(name, value, "blob") }
        return bytes
    }

    /// The truth value in a column that holds 0 or 1; throws `wrong_type` for anything else.
    public func flag(_ name: String) throws(DatabaseError) -> Bool {
        switch try self[name] {
        case .integer(0): return false
        case .integer(1): return true
        case let other: throw mismatch(name, other, "flag")
        }
    }

    /// The integer in a column, or nil where it is null.
    public func optionalInteger(_ name: String) throws(DatabaseError) -> Int64? {
        try self[name] == .null ? nil : integer(name)
    }

    /// The text in a column, or nil where it is null.
    public func optionalText(_ name: String) throws(DatabaseError) -> String? {
        try self[name] == .null ? nil : text(name)
    }

    /// The bytes in a column, or nil where it is null.
    public func optionalBlob(_ name: String) throws(DatabaseError) -> [UInt8]? {
        try self[name] == .null ? nil : blob(name)
    }

    private func mismatch(_ name: String, _ value: SQLValue, _ wanted: String) -> DatabaseError {
        DatabaseError(.wrongType, "column `\(name)` holds \(value.typeName), not \(wanted)")
    }
}
