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

/// Types the expressions of one policy by the rules of Cedar's validator.
///
/// Booleans have singleton types, so that parts that can never be reached are not typed.
struct Typechecker {
    struct Result {
        let type: InferredType
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
    let mode: Schema.Mode
    var environment: Schema.Environment? {
        didSet { context = environment.map { InferredRecord($0.action.context) } ?? .empty }
    }
    /// The type of the context in the environment.
    private(set) var context = InferredRecord.empty
    /// The attributes of entity types met so far.
    var declared: [CedarText: InferredRecord] = [:]
    private var numbers: [Expression.Node: Int32] = [:]
    private var numberOf: [Expression.ID: Int32] = [:]

    init(_ schema: Schema, _ tree: Expression, _ mode: Schema.Mode) {
        self.schema = schema
        self.tree = tree
        self.mode = mode
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

    func expected(_ what: String, _ type: InferredType, _ node: Expression.ID) -> TypeFailure {
        fail(.unexpectedType, "unexpected type: expected \(what) but saw \(type.name)", node)
    }

    func truth(
        of type: InferredType,
        _ node: Expression.ID
    ) throws(TypeFailure) -> CedarType.Truth {
        guard case .bool(let truth) = type else { throw expected("Bool", type, node) }
        return truth
    }
}
