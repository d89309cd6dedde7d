/// Writes policies and expressions in Cedar syntax; reading them again gives the same meaning.
public enum CedarPrinter {
    /// A whole policy.
    public static func text(_ body: PolicyBody) -> String {
        var text = ""
        for annotation in body.annotations {
            text += "@\(annotation.key)"
            if annotation.hasValue { text += "(\(quoted(annotation.value)))" }
            text += "\n"
        }
        text += "\(body.effect.rawValue)(\n"
        text += "    principal\(constraint(body.principal, slot: "?principal")),\n"
        text += "    action\(constraint(body.action)),\n"
        text += "    resource\(constraint(body.resource, slot: "?resource"))\n)"
        for condition in body.conditions {
            text += condition.isWhen ? " when {\n    " : " unless {\n    "
            text += Self.text(body.expression, condition.root)
            text += "\n}"
        }
        return text + ";"
    }

    /// A string in double quotes with escapes where needed.
    public static func quoted(_ text: CedarText) -> String {
        var result = "\""
        for scalar in text.string.unicodeScalars { result += escaped(scalar) }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\0": return "\\0"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .nonspacingMark, .enclosingMark, .spacingMark:
            return "\\u{\(String(scalar.value, radix: 16))}"
        default:
            return String(Character(scalar))
        }
    }

    private static func constraint(_ constraint: PolicyBody.Constraint, slot: String) -> String {
        func text(_ reference: PolicyBody.Reference) -> String {
            switch reference {
            case .entity(let uid): uid.description
            case .slot: slot
            }
        }
        return switch constraint {
        case .any: ""
        case .equal(let reference): " == \(text(reference))"
        case .within(let reference): " in \(text(reference))"
        case .isType(let type): " is \(type)"
        case .isTypeWithin(let type, let reference): " is \(type) in \(text(reference))"
        }
    }

    private static func constraint(_ constraint: PolicyBody.ActionConstraint) -> String {
        switch constraint {
        case .any: ""
        case .equal(let uid): " == \(uid)"
        case .within(let uids) where uids.count == 1: " in \(uids[0])"
        case .within(let uids): " in [\(uids.map(\.description).joined(separator: ", "))]"
        }
    }

    /// An expression.
    public static func text(_ tree: Expression, _ id: Expression.ID) -> String {
        func list(_ ids: [Expression.ID], _ separator: String) -> String {
            ids.map { Self.text(tree, $0) }.joined(separator: separator)
        }
        func operands(_ ids: [Expression.ID], _ separator: String) -> String {
            ids.map { operand(tree, $0) }.joined(separator: separator)
        }
        switch tree[id] {
        case .bool(let value): return value ? "true" : "false"
        case .long(let value): return String(value)
        case .string(let text): return quoted(text)
        case .entity(let uid): return uid.description
        case .variable(let variable): return variable.rawValue
        case .unary(.isEmpty, let set): return "\(operand(tree, set)).isEmpty()"
        case .unary(let operation, let inner): return signs(tree, operation, inner)
        case .binary(let operation, let left, let right):
            switch operation {
            case .contains, .containsAll, .containsAny, .getTag, .hasTag:
                return "\(operand(tree, left)).\(operation.rawValue)(\(Self.text(tree, right)))"
            case .add, .subtract, .multiply:
                return
                    "\(term(tree, left, operation)) \(operation.rawValue) \(operand(tree, right))"
            default:
                return operands([left, right], " \(operation.rawValue) ")
            }
        case .and(let ids): return operands(ids, " && ")
        case .or(let ids): return operands(ids, " || ")
        case .condition(let test, let then, let otherwise):
            return
                "if \(Self.text(tree, test)) then \(Self.text(tree, then)) else \(Self.text(tree, otherwise))"
        case .attribute(let inner, let key):
            return operand(tree, inner) + (isName(key) ? ".\(key)" : "[\(quoted(key))]")
        case .has(let inner, let keys):
            let path =
                keys.count == 1 && !isName(keys[0])
                ? quoted(keys[0]) : keys.map(\.string).joined(separator: ".")
            return "\(operand(tree, inner)) has \(path)"
        case .like(let inner, let pattern): return "\(operand(tree, inner)) like \(text(pattern))"
        case .isType(let inner, let type, let within):
            let tail = within.map { " in \(operand(tree, $0))" } ?? ""
            return "\(operand(tree, inner)) is \(type)\(tail)"
        case .set(let ids): return "[\(list(ids, ", "))]"
        case .record(let entries):
            let fields = entries.map { "\(quoted($0.key)): \(Self.text(tree, $0.value))" }
            return "{\(fields.joined(separator: ", "))}"
        case .call(let function, let arguments):
            if function.isConstructor { return "\(function.rawValue)(\(list(arguments, ", ")))" }
            let rest = list(Array(arguments.dropFirst()), ", ")
            return "\(operand(tree, arguments[0])).\(function.rawValue)(\(rest))"
        }
    }

    /// Up to four signs in a row, which is what the grammar allows.
    private static func signs(
        _ tree: Expression,
        _ operation: Expression.UnaryOperator,
        _ inner: Expression.ID
    ) -> String {
        var signs = operation == .not ? "!" : "-"
        let sign = signs
        var inner = inner
        while signs.utf8.count < 4, case .unary(operation, let next) = tree[inner] {
            signs += sign
            inner = next
        }
        // A sign directly before a number would belong to it.
        if case .long = tree[inner] { return "\(signs)(\(Self.text(tree, inner)))" }
        return signs + operand(tree, inner)
    }

    /// The left operand of a sum or product, without parentheses where it continues one.
    private static func term(
        _ tree: Expression,
        _ id: Expression.ID,
        _ operation: Expression.BinaryOperator
    ) -> String {
        guard case .binary(let inner, _, _) = tree[id] else { return operand(tree, id) }
        let continues =
            inner == .multiply || (operation != .multiply && (inner == .add || inner == .subtract))
        return continues ? Self.text(tree, id) : operand(tree, id)
    }

    /// An expression in parentheses unless it stands by itself.
    private static func operand(_ tree: Expression, _ id: Expression.ID) -> String {
        let text = Self.text(tree, id)
        switch tree[id] {
        case .bool, .string, .entity, .variable, .attribute, .set, .record, .call,
            .unary(.isEmpty, _), .binary(.contains, _, _), .binary(.containsAll, _, _),
            .binary(.containsAny, _, _), .binary(.getTag, _, _), .binary(.hasTag, _, _):
            return text
        case .long(let value) where value >= 0: return text
        default: return "(\(text))"
        }
    }

    private static func text(_ pattern: Pattern) -> String {
        var result = "\""
        for element in pattern.elements {
            switch element {
            case .wildcard: result += "*"
            case .scalar("*"): result += "\\*"
            case .scalar(let scalar): result += escaped(scalar)
            }
        }
        return result + "\""
    }

    /// Whether a key can stand without quotes.
    static func isName(_ key: CedarText) -> Bool {
        isIdentifier(key.string) && !Parser.isReserved(key.string)
    }

    /// Whether a text is an identifier, reserved or not.
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
    }
}
