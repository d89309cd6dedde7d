/// What stands between the tokens of a text: comments, and where lines are blank.
struct SourceTrivia {
    /// A comment, from its slashes to its last character that is not blank.
    struct Comment {
        let start: Int
        let end: Int
        /// Whether a blank line stands before it.
        let isAfterBlank: Bool
    }

    /// What belongs to one token.
    struct Entry {
        /// The comments before the token, each on a line of its own.
        var leading: [Comment] = []
        /// The comment behind the token on its line.
        var trailing: Comment?
        /// Whether a blank line stands right before the token.
        var isAfterBlank = false
    }

    private(set) var entries: [Entry]

    /// Finds the comments in the gaps between tokens, which the lexer has checked.
    init(_ bytes: [UInt8], _ tokens: [Token]) {
        entries = [Entry](repeating: Entry(), count: tokens.count)
        var place = 0
        for (number, token) in tokens.enumerated() {
            var lines = 0
            while place < token.start {
                switch bytes[place] {
                case 0x0A: lines += 1
                case 0x0D where place + 1 >= bytes.count || bytes[place + 1] != 0x0A: lines += 1
                case 0x2F:
                    let start = place
                    while place < token.start, bytes[place] != 0x0A, bytes[place] != 0x0D {
                        place += 1
                    }
                    var end = place
                    while bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
                    let comment = Comment(start: start, end: end, isAfterBlank: lines > 1)
                    if lines == 0, number > 0, entries[number].leading.isEmpty,
                        entries[number - 1].trailing == nil
                    {
                        entries[number - 1].trailing = comment
                    } else {
                        entries[number].leading.append(comment)
                    }
                    lines = 0
                    continue
                default: break
                }
                place += 1
            }
            entries[number].isAfterBlank = lines > 1
            place = token.end
        }
    }

    /// All comments in the order of the text.
    var all: [Comment] {
        entries.flatMap { entry in entry.leading + (entry.trailing.map { [$0] } ?? []) }
            .sorted { $0.start < $1.start }
    }

    /// The same with comments moved over separators, so that these end their line.
    ///
    /// What stands before `&&` or `||` moves to the operand behind; what stands behind an operand
    /// or member moves behind its `,`, `;`, `&&` or `||`. The order of comments stays.
    func rearranged(_ tokens: [Token]) -> [Entry] {
        var result = entries
        for number in tokens.indices.dropLast() {
            let next = number + 1
            let kind = tokens[next].kind
            guard kind == .comma || kind == .semicolon || kind == .and || kind == .or else {
                continue
            }
            guard result[next].trailing == nil else { continue }
            if kind == .and || kind == .or {
                result[next + 1].leading.insert(contentsOf: result[next].leading, at: 0)
                result[next].leading = []
            }
            guard result[next].leading.isEmpty else { continue }
            result[next].trailing = result[number].trailing
            result[number].trailing = nil
        }
        return result
    }
}
