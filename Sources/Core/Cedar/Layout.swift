/// How a text may be laid out: tokens, and the places where lines may or must break.
enum Layout {
    case token(Int)
    case space
    /// A space, or a line break where the group does not fit its line.
    case line
    /// Nothing, or a line break where the group does not fit its line.
    case softLine
    case hardLine
    /// A line break and a blank line.
    case blank
    /// A comment on a line of its own, or behind a token; a line break follows.
    case comment(SourceTrivia.Comment, isTrailing: Bool)
    /// One level further in.
    case nest([Layout])
    /// On one line if it fits; otherwise its own lines all break.
    case group([Layout])
    case sequence([Layout])

    /// Whether the line must break here.
    var isHard: Bool {
        if case .hardLine = self { true } else { false }
    }
}

/// Writes a layout, breaking lines where the width demands it.
struct LayoutRenderer {
    private struct Frame {
        let indent: Int
        let isFlat: Bool
        let layout: Layout
    }

    private let bytes: [UInt8]
    private let tokens: [Token]
    private let width: Int
    private let indentWidth: Int
    private let maximumBytes: Int
    private var output: [UInt8] = []
    private var column = 0
    /// How far the line is indented, once something stands on it.
    private var lineIndent = 0
    private var isLineEmpty = true
    private var hasSpace = false
    /// Whether a comment ended the line, so that nothing may follow on it.
    private var mustBreak = false

    init(
        _ bytes: [UInt8],
        _ tokens: [Token],
        width: Int,
        indent: Int,
        maximumBytes: Int
    ) {
        self.bytes = bytes
        self.tokens = tokens
        self.width = width
        self.indentWidth = indent
        self.maximumBytes = maximumBytes
    }

    mutating func render(_ layout: Layout) throws(CedarError) -> [UInt8] {
        var stack = [Frame(indent: 0, isFlat: false, layout: layout)]
        while let frame = stack.popLast() {
            let indent = frame.indent
            switch frame.layout {
            case .token(let number): write(tokens[number].start, tokens[number].end, indent)
            case .space: hasSpace = true
            case .line:
                if frame.isFlat { hasSpace = true } else { breakLine(indent) }
            case .softLine:
                if !frame.isFlat { breakLine(indent) }
            case .hardLine: breakLine(indent)
            case .blank:
                breakLine(indent)
                if !output.isEmpty, !output.suffix(2).elementsEqual([0x0A, 0x0A]) {
                    output.append(0x0A)
                }
            case .comment(let comment, let isTrailing):
                if isTrailing { hasSpace = true } else if !isLineEmpty { breakLine(indent) }
                write(comment.start, comment.end, indent)
                mustBreak = true
            case .nest(let parts):
                push(parts, indent + indentWidth, frame.isFlat, &stack)
            case .sequence(let parts): push(parts, indent, frame.isFlat, &stack)
            case .group(let parts):
                let isFlat = frame.isFlat || fits(parts, indent, stack)
                push(parts, indent, isFlat, &stack)
            }
            guard output.count <= maximumBytes else {
                throw CedarError(.size, "formatted text is longer than \(maximumBytes) bytes")
            }
        }
        breakLine(0)
        return output
    }

    private func push(
        _ parts: [Layout],
        _ indent: Int,
        _ isFlat: Bool,
        _ stack: inout [Frame]
    ) {
        for part in parts.reversed() {
            stack.append(Frame(indent: indent, isFlat: isFlat, layout: part))
        }
    }

    /// Ends the line unless it is empty; what comes next is indented as far as the break says.
    private mutating func breakLine(_ indent: Int) {
        lineIndent = indent
        hasSpace = false
        mustBreak = false
        guard !isLineEmpty else { return }
        output.append(0x0A)
        column = 0
        isLineEmpty = true
    }

    private mutating func write(_ start: Int, _ end: Int, _ indent: Int) {
        if mustBreak { breakLine(indent) }
        if isLineEmpty {
            output.append(contentsOf: repeatElement(0x20, count: lineIndent))
            column = lineIndent
        } else if hasSpace {
            output.append(0x20)
            column += 1
        }
        isLineEmpty = false
        hasSpace = false
        for byte in bytes[start..<end] {
            if byte == 0x0A {
                column = 0
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        output.append(contentsOf: bytes[start..<end])
    }

    /// Whether a group fits the rest of the line together with what follows up to the next break.
    private func fits(_ parts: [Layout], _ indent: Int, _ stack: [Frame]) -> Bool {
        let start = mustBreak ? indent : isLineEmpty ? lineIndent : column + (hasSpace ? 1 : 0)
        var left = width - start
        var work: [(layout: Layout, isFlat: Bool, isOwn: Bool)] = []
        for part in parts.reversed() { work.append((part, true, true)) }
        var rest = stack.count
        /// Whether a comment ended the line: no token of the group may follow.
        var isEnded = false
        while left >= 0 {
            if work.isEmpty {
                if isEnded || rest == 0 { return true }
                rest -= 1
                work.append((stack[rest].layout, stack[rest].isFlat, false))
            }
            let (layout, isFlat, isOwn) = work.removeLast()
            switch layout {
            case .token(let number):
                if isEnded { return !isOwn }
                let text = bytes[tokens[number].start..<tokens[number].end]
                let line = text.prefix { $0 != 0x0A }
                left -= line.count { $0 & 0xC0 != 0x80 }
                if line.count < text.count { return left >= 0 }
            case .space: left -= 1
            case .line:
                if !isFlat { return true }
                left -= 1
            case .softLine:
                if !isFlat { return true }
            case .hardLine, .blank: return !isOwn
            case .comment(_, let isTrailing):
                if !isOwn { return true }
                if !isTrailing || isEnded { return false }
                isEnded = true
            case .nest(let inner), .sequence(let inner):
                for part in inner.reversed() { work.append((part, isFlat, isOwn)) }
            case .group(let inner):
                // A group that follows may break its lines.
                for part in inner.reversed() { work.append((part, isOwn || isFlat, isOwn)) }
            }
        }
        return false
    }
}
