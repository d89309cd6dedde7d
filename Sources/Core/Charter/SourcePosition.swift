/// A place in a file of a charter.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The path of the file from the charter's folder.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int

    /// Makes a position.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// The position as compilers write it: `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }

    /// The order of files by the bytes of their paths, then of lines and columns.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        if left.file != right.file {
            return left.file.utf8.lexicographicallyPrecedes(right.file.utf8)
        }
        return (left.line, left.column) < (right.line, right.column)
    }
}
