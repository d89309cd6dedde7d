/// An attribute or tag that is known to exist when an expression was true.
struct Capability: Hashable {
    /// The number of the expression that has it; equal expressions have equal numbers.
    let subject: Int32
    let key: Key

    enum Key: Hashable {
        case attribute(CedarText)
        /// The number of the expression that gives the tag.
        case tag(Int32)
    }
}

typealias Capabilities = Set<Capability>

/// Why an expression has no type.
struct TypeFailure: Error {
    let code: ValidationFinding.Code
    let reason: String
    let node: Expression.ID
}

/// Types the expressions of one policy by the rules of Cedar's validator in strict mode.
///
/// Booleans have singleton types, so that parts that can never be reached are not typed.
struct Typechecker {
    struct Result {
        let type: CedarType
        var capabilities: Capabilities = []

        static func bool(
            _ truth: CedarType.Truth,
            _ capabilities: Capabilities = []
        ) -> Result {
            Result(type: .bool(truth), capabilities: capabilities)
        }
    }

    let schema: Schema
    let tree: Expression
    var environment: Schema.Environment?
    private var numbers: [Expression.Node: Int32] = [:]
    private var numberOf: [Expression.ID: Int32] = [:]

    init(_ schema: Schema, _ tree: Expression) {
        self.schema = schema
        self.tree = tree
    }

    /// A number that two expressions share exactly when they are written alike.
    mutating func number(_ id: Expression.ID) -> Int32 {
        if let known = numberOf[id] { return known }
        var children: [Int32] = []
        _ = tree[id].mapChildren { child in
            children.append(child)
            return child
        }
        for index in children.indices { children[index] = number(children[index]) }
        var next = 0
        let shape = tree[id].mapChildren { _ in
            next += 1
            return children[next - 1]
        }
        let result = number(shape: shape)
        numberOf[id] = result
        return result
    }

    /// The number of a node whose children are numbers.
    mutating func number(shape: Expression.Node) -> Int32 {
        switch shape {
        case .binary(.notEqual, let left, let right):
            return number(shape: .unary(.not, number(shape: .binary(.equal, left, right))))
        case .binary(.greater, let left, let right):
            return number(shape: .unary(.not, number(shape: .binary(.lessOrEqual, left, right))))
        case .binary(.greaterOrEqual, let left, let right):
            return number(shape: .unary(.not, number(shape: .binary(.less, left, right))))
        default: break
        }
        if let known = numbers[shape] { return known }
        let result = Int32(numbers.count)
        numbers[shape] = result
        return result
    }

    // MARK: Failures

    func fail(
        _ code: ValidationFinding.Code,
        _ reason: String,
        _ node: Expression.ID
    ) -> TypeFailure {
        TypeFailure(code: code, reason: reason, node: node)
    }

    func expected(_ what: String, _ type: CedarType, _ node: Expression.ID) -> TypeFailure {
        fail(.unexpectedType, "unexpected type: expected \(what) but saw \(type.name)", node)
    }

    func truth(
        of type: CedarType,
        _ node: Expression.ID
    ) throws(TypeFailure) -> CedarType.Truth {
        guard case .bool(let truth) = type else { throw expected("Bool", type, node) }
        return truth
    }

    /// The type that covers two types, or nil: equal but for what is known of booleans.
    static func common(_ left: CedarType, _ right: CedarType) -> CedarType? {
        switch (left, right) {
        case (.bool(let mine), .bool(let theirs)): return .bool(mine == theirs ? mine : .any)
        case (.set(let mine), .set(let theirs)): return common(mine, theirs).map(CedarType.set)
        case (.record(let mine), .record(let theirs)):
            guard mine.attributes.count == theirs.attributes.count else { return nil }
            var attributes: [RecordType.Attribute] = []
            for (first, second) in zip(mine.attributes, theirs.attributes) {
                guard first.name == second.name, first.isRequired == second.isRequired,
                    let type = common(first.type, second.type)
                else { return nil }
                attributes.append(
                    .init(name: first.name, type: type, isRequired: first.isRequired)
                )
            }
            return .record(RecordType(attributes))
        default: return left == right ? left : nil
        }
    }
}
