import CanonicalJSON

extension PolicyReader {
    /// Reads an expression: an object with exactly one member that names its form.
    ///
    /// The recursion is bounded by the depth of the JSON value, which its parser limits.
    mutating func expression(_ json: JSON) throws(CedarError) -> Expression.ID {
        guard let object = json.objectValue, object.count == 1, let (form, body) = object.first
        else {
            throw Self.malformed("an expression")
        }
        switch form {
        case "Value": return try value(body)
        case "Var":
            guard let variable = body.stringValue.flatMap(Expression.Variable.init(rawValue:))
            else {
                throw CedarError(.unknownName, "unknown variable")
            }
            return try add(.variable(variable))
        case "Slot": throw CedarError(.slot, "a slot is only allowed in the scope")
        case "!", "neg", "isEmpty":
            let operand = try operands(body, ["arg"])
            let operation: Expression.UnaryOperator =
                form == "!" ? .not : (form == "neg" ? .negate : .isEmpty)
            return try add(.unary(operation, operand[0]), over: operand)
        case "&&", "||":
            return try chain(try operands(body, ["left", "right"]), isAnd: form == "&&")
        case ".", "has", "is", "like": return try test(form, body)
        case "if-then-else":
            let parts = try operands(body, ["if", "then", "else"])
            return try add(
                .condition(parts[0], then: parts[1], otherwise: parts[2]),
                over: parts
            )
        case "Set":
            let items = try list(body)
            return try add(.set(items), over: items)
        case "Record":
            guard let fields = body.objectValue else { throw Self.malformed("a record") }
            var entries: [Expression.RecordEntry] = []
            for (key, item) in fields {
                entries.append(.init(key: CedarText(key), value: try expression(item)))
            }
            return try add(.record(entries), over: entries.map(\.value))
        default: break
        }
        if let operation = Expression.BinaryOperator(rawValue: form) {
            let parts = try operands(body, ["left", "right"])
            return try add(.binary(operation, parts[0], parts[1]), over: parts)
        }
        guard let function = ExtensionFunction(rawValue: form) else {
            throw CedarError(.unknownName, "`\(form)` is not an operator or function")
        }
        let arguments = try list(body)
        if !function.isConstructor, arguments.isEmpty {
            throw CedarError(.arity, "method `\(form)` needs a receiver")
        }
        return try add(.call(function, arguments), over: arguments)
    }

    private mutating func operands(
        _ json: JSON,
        _ names: [String]
    ) throws(CedarError) -> [Expression.ID] {
        let object = try Self.object(json, required: names)
        var ids: [Expression.ID] = []
        for name in names { ids.append(try expression(object[name] ?? .null)) }
        return ids
    }

    private mutating func list(_ json: JSON) throws(CedarError) -> [Expression.ID] {
        guard let items = json.arrayValue else { throw Self.malformed("a list of expressions") }
        var ids: [Expression.ID] = []
        for item in items { ids.append(try expression(item)) }
        return ids
    }

    private mutating func test(_ form: String, _ json: JSON) throws(CedarError) -> Expression.ID {
        switch form {
        case ".", "has":
            let object = try Self.object(json, required: ["left", "attr"])
            let target = try expression(object["left"] ?? .null)
            if let key = object["attr"]?.stringValue {
                let key = CedarText(key)
                return try add(
                    form == "." ? .attribute(target, key) : .has(target, [key]),
                    over: [target]
                )
            }
            guard form == "has", let keys = object["attr"]?.arrayValue, !keys.isEmpty else {
                throw Self.malformed("`attr`")
            }
            var path: [CedarText] = []
            for key in keys {
                guard let text = key.stringValue else { throw Self.malformed("`attr`") }
                path.append(CedarText(text))
            }
            if path.count > 1, !path.allSatisfy(CedarPrinter.isName) {
                return try writtenOut(path, of: object["left"] ?? .null, target)
            }
            return try add(.has(target, path), over: [target])
        case "is":
            let object = try Self.object(
                json,
                required: ["left", "entity_type"],
                optional: ["in"]
            )
            let target = try expression(object["left"] ?? .null)
            let type = try Self.type(object["entity_type"])
            guard let within = object["in"] else {
                return try add(.isType(target, type, within: nil), over: [target])
            }
            let above = try expression(within)
            return try add(.isType(target, type, within: above), over: [target, above])
        default:
            let object = try Self.object(json, required: ["left", "pattern"])
            let target = try expression(object["left"] ?? .null)
            return try add(.like(target, try pattern(object["pattern"])), over: [target])
        }
    }

    /// `e has a.b` as `e has a && e.a has b`, for names that text has no path for.
    ///
    /// The target is read once for each name; the limit on nodes bounds what nesting makes of that.
    private mutating func writtenOut(
        _ path: [CedarText],
        of json: JSON,
        _ first: Expression.ID
    ) throws(CedarError) -> Expression.ID {
        var parts = [try add(.has(first, [path[0]]), over: [first])]
        for index in 1..<path.count {
            var target = try expression(json)
            for key in path[..<index] {
                target = try add(.attribute(target, key), over: [target])
            }
            parts.append(try add(.has(target, [path[index]]), over: [target]))
        }
        return try chain(parts, isAnd: true)
    }

    private func pattern(_ json: JSON?) throws(CedarError) -> Pattern {
        guard let items = json?.arrayValue else { throw Self.malformed("a pattern") }
        var elements: [Pattern.Element] = []
        for item in items {
            if item.stringValue == "Wildcard" {
                elements.append(.wildcard)
                continue
            }
            let object = try Self.object(item, required: ["Literal"])
            guard let text = object["Literal"]?.stringValue else {
                throw Self.malformed("a pattern")
            }
            elements.append(contentsOf: text.unicodeScalars.map(Pattern.Element.scalar))
        }
        return Pattern(elements)
    }

    /// Reads a literal value as an expression.
    private mutating func value(_ json: JSON) throws(CedarError) -> Expression.ID {
        switch json {
        case .null, .decimal: throw Self.malformed("a value")
        case .bool(let value): return try add(.bool(value))
        case .integer(let value): return try add(.long(value))
        case .string(let text): return try add(.string(CedarText(text)))
        case .array(let items):
            var ids: [Expression.ID] = []
            for item in items { ids.append(try value(item)) }
            return try add(.set(ids), over: ids)
        case .object(let object):
            if object.count == 1, object["__entity"] != nil {
                return try add(.entity(try ValueReader.uid(json)))
            }
            if object.count == 1, let call = object["__extn"] { return try extensionValue(call) }
            if object.count == 1, object["__expr"] != nil {
                throw CedarError(.json, "`__expr` is not supported")
            }
            var entries: [Expression.RecordEntry] = []
            for (key, item) in object {
                entries.append(.init(key: CedarText(key), value: try value(item)))
            }
            return try add(.record(entries), over: entries.map(\.value))
        }
    }

    private mutating func extensionValue(_ json: JSON) throws(CedarError) -> Expression.ID {
        guard let function = json["fn"]?.stringValue.flatMap(ExtensionFunction.init(rawValue:))
        else { throw CedarError(.unknownName, "unknown extension function") }
        guard let items = json["arg"].map({ [$0] }) ?? json["args"]?.arrayValue else {
            throw Self.malformed("an extension value")
        }
        var ids: [Expression.ID] = []
        for item in items { ids.append(try value(item)) }
        return try add(.call(function, ids), over: ids)
    }
}
