internal import Charter

/// The line of a file with a mark under a column, as compilers show it.
enum Excerpt {
    static func text(_ line: String, at position: SourcePosition) -> String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let indent = String(repeating: " ", count: margin.count)
        let before = line.unicodeScalars.prefix(position.column - 1).count
        return "\(margin) | \(line)\n\(indent) | \(String(repeating: " ", count: before))^\n"
    }
}
