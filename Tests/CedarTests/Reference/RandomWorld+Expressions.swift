/// Expressions in Cedar syntax, mostly well-typed.
extension RandomWorld {
    private static let names: Set<String> = ["b", "n", "s", "e", "principal", "dec", "addr", "at"]

    /// An expression that mostly has the kind; deeper ones are smaller.
    mutating func expression(_ wanted: RandomKind, _ depth: Int = 3) -> String {
        let kind = pool.chance(97) ? wanted : pool.pick(RandomKind.allCases)
        if depth <= 0 || pool.chance(15) {
            return pool.chance(literals) ? literal(kind, depth) : path(kind, depth)
        }
        switch pool.below(10) {
        case 0: return pool.chance(literals) ? literal(kind, depth) : path(kind, depth)
        case 1:
            let test = expression(.bool, depth - 1)
            let then = expression(kind, depth - 1)
            return "(if \(test) then \(then) else \(expression(kind, depth - 1)))"
        case 2: return "{\"x\": \(expression(kind, depth - 1)), y: 1}.x"
        default: break
        }
        switch kind {
        case .bool: return truth(depth - 1)
        case .long: return number(depth - 1)
        case .datetime: return moment(depth - 1)
        case .duration: return length(depth - 1)
        case .longSet: return set(.long, depth - 1)
        case .stringSet: return set(.string, depth - 1)
        case .entitySet: return set(.entity, depth - 1)
        case .nestedSet: return set(.longSet, depth - 1)
        case .mixedSet: return set(pool.pick(RandomKind.allCases), depth - 1)
        default: return pool.chance(literals) ? literal(kind, depth) : path(kind, depth)
        }
    }

    mutating func entityLiteral() -> String {
        let uid = uid()
        return "\(uid.type)::\(pool.quoted(uid.id))"
    }

    private mutating func literal(_ kind: RandomKind, _ depth: Int) -> String {
        switch kind {
        case .bool: return pool.chance(50) ? "true" : "false"
        case .long: return number()
        case .string: return pool.quoted(pool.text())
        case .entity: return pool.chance(50) ? variable() : entityLiteral()
        case .decimal, .ip, .datetime, .duration:
            let function = kind.function ?? ""
            let argument = pool.quoted(pool.argument(function))
            // A wrong number of arguments is an error of evaluation only.
            return pool.chance(2) ? "\(function)()" : "\(function)(\(argument))"
        case .record:
            let inner = pool.pick(RandomKind.allCases)
            return "{\(key(pool.pick(inner.attributes))): \(expression(inner, depth - 1))}"
        case .longSet: return set(.long, depth - 1)
        case .stringSet: return set(.string, depth - 1)
        case .entitySet: return set(.entity, depth - 1)
        case .mixedSet, .nestedSet: return set(.longSet, depth - 2)
        }
    }

    private mutating func number() -> String {
        let number = pool.long()
        return number < 0 ? "(\(number))" : "\(number)"
    }

    private mutating func variable() -> String {
        pool.pick(["principal", "resource", "action", "principal", "resource"])
    }

    /// Something that has attributes.
    private mutating func holder(_ depth: Int) -> String {
        if depth > 0, pool.chance(15) { return expression(.entity, depth - 1) }
        if depth > 0, pool.chance(10) { return expression(.record, depth - 1) }
        return pool.pick(["context", "principal", "resource", "context.r", "principal.e"])
    }

    private mutating func path(_ kind: RandomKind, _ depth: Int) -> String {
        let name = pool.pick(kind.attributes)
        let target = holder(depth)
        let access = access(name)
        if kind != .bool, pool.chance(12) {
            return "\(target).getTag(\(expression(.string, 0)))"
        }
        if kind == .bool, pool.chance(30) {
            return "(\(target) has \(key(name)) && \(target)\(access))"
        }
        return target + access
    }

    /// An attribute after a dot where that is possible, else in brackets.
    private mutating func access(_ name: String) -> String {
        if Self.names.contains(name), pool.chance(70) { return ".\(name)" }
        return "[\(pool.quoted(name))]"
    }

    private mutating func key(_ name: String) -> String {
        Self.names.contains(name) && pool.chance(70) ? name : pool.quoted(name)
    }

    private mutating func set(_ kind: RandomKind, _ depth: Int) -> String {
        let count = pool.chance(2) ? 40 : pool.below(4)
        let members = (0..<count).map { _ in expression(kind, min(depth, 2)) }
        return "[\(members.joined(separator: ", "))]"
    }

    // MARK: Operators

    private mutating func truth(_ depth: Int) -> String {
        switch pool.below(17) {
        case 0, 1:
            let parts = (0..<(2 + pool.below(2))).map { _ in expression(.bool, depth) }
            return "(\(parts.joined(separator: pool.chance(50) ? " && " : " || ")))"
        case 2: return "!(\(expression(.bool, depth)))"
        case 3, 4: return equality(depth)
        case 5:
            let kind = pool.pick([RandomKind.long, .long, .datetime, .duration])
            let operation = pool.pick(["<", "<=", ">", ">="])
            let left = expression(kind, depth)
            let right = pool.chance(20) ? left : expression(kind, depth)
            return "(\(left) \(operation) \(right))"
        case 6: return "(\(expression(.entity, depth)) in \(group(depth)))"
        case 7:
            let tail = pool.chance(50) ? " in \(group(depth))" : ""
            return "(\(expression(.entity, depth)) is \(pool.pick(Self.types))\(tail))"
        case 8, 9: return existence(depth)
        case 10: return "(\(expression(.string, depth)) like \(pool.pattern()))"
        case 11, 12: return membership(depth)
        case 13, 14, 15: return comparison(depth)
        default:
            let key = expression(.string, 0)
            let target = expression(.entity, depth)
            if pool.chance(50) { return "\(target).hasTag(\(key))" }
            return "(\(target).hasTag(\(key)) && \(target).getTag(\(key)) == \(literal(.long, 0)))"
        }
    }

    private mutating func group(_ depth: Int) -> String {
        pool.chance(60) ? entityLiteral() : expression(.entitySet, depth)
    }

    private mutating func equality(_ depth: Int) -> String {
        let kind = pool.pick(RandomKind.allCases)
        let other = pool.chance(85) ? kind : pool.pick(RandomKind.allCases)
        let operation = pool.chance(70) ? "==" : "!="
        return "(\(expression(kind, depth)) \(operation) \(expression(other, depth)))"
    }

    private mutating func existence(_ depth: Int) -> String {
        let target = holder(depth)
        let kind = pool.pick(RandomKind.allCases)
        switch pool.below(3) {
        case 0: return "(\(target) has \(key(pool.pick(kind.attributes))))"
        case 1: return "(\(target) has \(pool.pick(["r.n", "e.n", "e.e.b", "r.r.s", "n.s", "r"])))"
        default: return "(\(target) has n && \(target).n <= \(expression(.long, depth)))"
        }
    }

    private mutating func membership(_ depth: Int) -> String {
        let pairs: [(RandomKind, RandomKind)] = [
            (.longSet, .long), (.stringSet, .string), (.entitySet, .entity), (.nestedSet, .longSet),
            (.mixedSet, pool.pick(RandomKind.allCases)),
        ]
        let (kind, member) = pool.pick(pairs)
        let target = expression(kind, depth)
        switch pool.below(4) {
        case 0: return "\(target).isEmpty()"
        case 1: return "\(target).contains(\(expression(member, depth)))"
        case 2: return "\(target).containsAll(\(expression(kind, depth)))"
        default: return "\(target).containsAny(\(expression(kind, depth)))"
        }
    }

    private mutating func comparison(_ depth: Int) -> String {
        func operand(_ kind: RandomKind, _ world: inout RandomWorld) -> String {
            world.pool.chance(60) ? world.literal(kind, 0) : world.expression(kind, depth)
        }
        if pool.chance(40) {
            let method = pool.pick([
                "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual",
            ])
            return "\(operand(.decimal, &self)).\(method)(\(operand(.decimal, &self)))"
        }
        let target = operand(.ip, &self)
        if pool.chance(60) { return "\(target).isInRange(\(operand(.ip, &self)))" }
        let method = pool.pick(["isIpv4", "isIpv6", "isLoopback", "isMulticast"])
        return pool.chance(4) ? "\(target).\(method)(\(target))" : "\(target).\(method)()"
    }

    private mutating func number(_ depth: Int) -> String {
        if pool.chance(25) {
            let unit = pool.pick(["Milliseconds", "Seconds", "Minutes", "Hours", "Days"])
            return "\(expression(.duration, depth)).to\(unit)()"
        }
        if pool.chance(20) { return "-(\(expression(.long, depth)))" }
        let operation = pool.pick(["+", "-", "*"])
        return "(\(expression(.long, depth)) \(operation) \(expression(.long, depth)))"
    }

    private mutating func moment(_ depth: Int) -> String {
        let target = expression(.datetime, depth)
        return pool.chance(50)
            ? "\(target).toDate()" : "\(target).offset(\(expression(.duration, depth)))"
    }

    private mutating func length(_ depth: Int) -> String {
        let target = expression(.datetime, depth)
        return pool.chance(50)
            ? "\(target).toTime()" : "\(target).durationSince(\(expression(.datetime, depth)))"
    }
}
