extension Migration {
    /// The statements as the engine of a database takes them.
    ///
    /// - Parameter location: the database.
    /// - Throws: ``DatabaseError`` where the text is not one that both engines take.
    public func sql(for location: DatabaseLocation) throws(DatabaseError) -> String {
        try (location.isShared ? EngineForms.postgres : .sqlite).schema(sql)
    }
}
