/// One numbered step of the schema.
///
/// A migration that has shipped is never edited: its text is recorded in the database and compared
/// at every start. A correction is a new migration.
public struct Migration: Sendable, Hashable {
    /// Its place in the order; positive.
    public let number: Int64
    /// A few words for the operator, such as `create accounts`.
    public let name: String
    /// One or more statements without parameters; every table must be STRICT.
    public let sql: String

    /// Makes a migration.
    ///
    /// - Parameters:
    ///   - number: its place in the order; positive and unique in the list.
    ///   - name: a few words for the operator.
    ///   - sql: one or more statements without parameters.
    public init(number: Int64, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}
