/// How the schema of a database stands to the migrations of a program.
public struct MigrationStatus: Sendable, Hashable {
    /// The migrations that are applied, in order.
    public let applied: [Migration]
    /// The migrations that are still to be applied, in order.
    public let pending: [Migration]
}
