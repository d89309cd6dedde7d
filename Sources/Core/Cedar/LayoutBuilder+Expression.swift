extension LayoutBuilder {
    /// The binding strength of binary operators.
    enum Strength: Int, Comparable {
        case or
        case and
        case relation
        case sum
        case product
        case prefix

        static func < (left: Strength, right: Strength) -> Bool {
            left.rawValue < right.rawValue
        }

        var tighter: Strength { Strength(rawValue: rawValue + 1) ?? .prefix }
    }

    /// An expression; its comments stand before its group, so that they do not break it.
    mutating func expression() -> Layout {
        let comments = leading()
        let layout = atWord("if") ? conditional() : operators(from: .or).layout
        return comments.isEmpty ? layout : .sequence(comments + [layout])
    }

    /// `if … then … else …`, and what follows an `else if` on the same level.
    private mutating func conditional() -> Layout {
        var parts = [token(), .space, .nest([expression()])]
        while true {
            parts += [.line, token(), .space, .nest([expression()])]
            parts += [.line, token(), .space]
            guard atWord("if") else { break }
            parts += [token(), .space, .nest([expression()])]
        }
        parts.append(.nest([expression()]))
        return .group(parts)
    }

    /// Operands with operators of at least a strength between them.
    ///
    /// The strength of the result is that of its weakest operator.
    mutating func operators(from minimum: Strength) -> (layout: Layout, strength: Strength) {
        let comments = leading()
        var left = prefixed()
        var strength = Strength.prefix
        while let found = self.strength, found >= minimum {
            var parts = [Self.operand(left, strength, of: found)]
            while self.strength == found {
                let sign = token()
                let before = leading()
                let right = operators(from: found.tighter)
                let operand = before + [Self.operand(right.layout, right.strength, of: found)]
                parts += [.space, sign]
                if found == .or || found == .and {
                    parts += [.line] + operand
                } else {
                    parts.append(.nest([.line] + operand))
                }
            }
            left = .group(parts)
            strength = found
        }
        return (comments.isEmpty ? left : .sequence(comments + [left]), strength)
    }

    /// The lines of an `&&` among `||` stand one level further in.
    private static func operand(
        _ layout: Layout,
        _ strength: Strength,
        of outer: Strength
    ) -> Layout {
        outer == .or && strength == .and ? .nest([layout]) : layout
    }

    private var strength: Strength? {
        switch kind {
        case .or: .or
        case .and: .and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .relation
        case .plus, .minus: .sum
        case .times: .product
        case .identifier:
            atWord("in") || atWord("has") || atWord("like") || atWord("is") ? .relation : nil
        default: nil
        }
    }

    private mutating func prefixed() -> Layout {
        var parts: [Layout] = []
        while kind == .not || kind == .minus { parts.append(token()) }
        parts.append(primary())
        while true {
            switch kind {
            case .dot, .pathSeparator: parts += [token(), token()]
            case .openBracket: parts += [token(), token(), token()]
            case .openParenthesis: parts.append(list { $0.expression() })
            default: return parts.count == 1 ? parts[0] : .sequence(parts)
            }
        }
    }

    private mutating func primary() -> Layout {
        switch kind {
        case .openParenthesis, .openBracket: list { $0.expression() }
        case .openBrace:
            list(.line) { builder in
                .sequence([builder.token(), builder.token(), .space, builder.expression()])
            }
        default: token()
        }
    }
}
