/// A place in a source text.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// The column in code points, counted from 1.
    public let column: Int
    /// The offset in bytes, counted from 0.
    public let offset: Int

    /// Makes a position from its parts.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Finds line and column of a byte offset, counting on from an earlier position.
    init(
        offset: Int,
        in bytes: [UInt8],
        from earlier: SourcePosition = SourcePosition(line: 1, column: 1, offset: 0)
    ) {
        var line = earlier.line
        var column = earlier.column
        let end = min(offset, bytes.count)
        for byte in bytes[min(earlier.offset, end)..<end] {
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column, offset: offset)
    }

    /// Line and column, separated by a colon.
    public var description: String { "\(line):\(column)" }
}
