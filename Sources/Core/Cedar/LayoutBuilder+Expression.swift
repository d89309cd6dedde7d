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
        let layout = atWord("if") ? conditional() : operators(from: .or)
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
    mutating func operators(from minimum: Strength) -> Layout {
        let comments = leading()
        let layout = chain(from: minimum).layout
        return comments.isEmpty ? layout : .sequence(comments + [layout])
    }

    /// An operand, and what operators add to it.
    private struct Chain {
        var first: Layout
        var rest: [Layout] = []
        /// The weakest operator.
        var strength = Strength.prefix

        var layout: Layout {
            switch strength {
            case .or, .and: .group([first] + rest)
            default: rest.isEmpty ? first : .sequence([first] + rest)
            }
        }

        /// The chain as an operand: the further lines of an `&&` among `||` stand further in.
        func operand(of outer: Strength) -> Layout {
            outer == .or && strength == .and ? .group([first, .nest(rest)]) : layout
        }
    }

    private mutating func chain(from minimum: Strength) -> Chain {
        var left = Chain(first: prefixed())
        while let found = strength, found >= minimum {
            var rest: [Layout] = []
            while strength == found {
                rest += [.space, token()]
                let comments = leading()
                let operand = comments + [chain(from: found.tighter).operand(of: found)]
                if found == .or || found == .and {
                    rest += [.line] + operand
                } else {
                    rest.append(.group([.nest([.line] + operand)]))
                }
            }
            left = Chain(first: left.operand(of: found), rest: rest, strength: found)
        }
        return left
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
