/// One row of a result: values by column name.
public struct SQLRow: Sendable, Hashable {
    /// The column names, from left to right.
    public let columns: [String]
    /// The values, in the order of the columns.
    public let values: [SQLValue]

    /// The value in a column.
    ///
    /// - Parameter name: the column's name, compared as bytes.
    /// - Throws: `missing_column` where the result has none of that name.
    public subscript(name: String) -> SQLValue {
        get throws(DatabaseError) {
            for (column, value) in zip(columns, values) where column.utf8.elementsEqual(name.utf8) {
                return value
            }
            throw DatabaseError(.missingColumn, "the result has no column `\(name)`")
        }
    }
}
