/// An expression of Cedar, held as nodes in one array.
///
/// Children come before their parents, and each node has at most one parent in use. The array needs no recursion
/// to copy or release, however deep the expression is. `e has a.b` and `e is T in f` are nodes of
/// their own although they mean conjunctions: written out, `e` would be evaluated more than once,
/// and nesting them would take exponential time.
public struct Expression: Sendable, Hashable {
    /// The place of a node in the array.
    public typealias ID = Int32

    /// A variable of the request.
    public enum Variable: String, Sendable, Hashable {
        /// Who asks.
        case principal
        /// What they want to do.
        case action
        /// To what.
        case resource
        /// The circumstances.
        case context
    }

    /// An operator with one operand.
    public enum UnaryOperator: String, Sendable, Hashable {
        /// Logical negation.
        case not = "!"
        /// Arithmetic negation.
        case negate = "neg"
        /// Whether a set has no member.
        case isEmpty
    }

    /// An operator with two operands.
    public enum BinaryOperator: String, Sendable, Hashable {
        /// Equality.
        case equal = "=="
        /// Inequality, `!(a == b)`.
        case notEqual = "!="
        /// Less.
        case less = "<"
        /// Less or equal.
        case lessOrEqual = "<="
        /// Greater, `!(a <= b)`.
        case greater = ">"
        /// Greater or equal, `!(a < b)`.
        case greaterOrEqual = ">="
        /// Addition.
        case add = "+"
        /// Subtraction.
        case subtract = "-"
        /// Multiplication.
        case multiply = "*"
        /// Membership in the hierarchy of entities.
        case `in`
        /// Membership in a set.
        case contains
        /// Whether a set includes another.
        case containsAll
        /// Whether two sets meet.
        case containsAny
        /// The value of a tag.
        case getTag
        /// Whether an entity has a tag.
        case hasTag
    }

    /// What a node is.
    public enum Node: Sendable, Hashable {
        /// A literal.
        case bool(Bool)
        /// A literal.
        case long(Int64)
        /// A literal.
        case string(CedarText)
        /// A literal.
        case entity(EntityUID)
        /// A variable.
        case variable(Variable)
        /// An operator with one operand.
        case unary(UnaryOperator, ID)
        /// An operator with two operands.
        case binary(BinaryOperator, ID, ID)
        /// A chain of two or more operands joined by `&&`.
        case and([ID])
        /// A chain of two or more operands joined by `||`.
        case or([ID])
        /// `if … then … else …`.
        case condition(ID, then: ID, otherwise: ID)
        /// An attribute.
        case attribute(ID, CedarText)
        /// Whether there is an attribute, and one in it, and so on.
        case has(ID, [CedarText])
        /// A match with a pattern.
        case like(ID, Pattern)
        /// A test of the entity type, and of membership where there is a second operand.
        case isType(ID, CedarText, within: ID?)
        /// A set.
        case set([ID])
        /// A record; no key occurs twice.
        case record([RecordEntry])
        /// A function or method of an extension type, the receiver first.
        case call(ExtensionFunction, [ID])
    }

    /// One entry of a record expression.
    public struct RecordEntry: Sendable, Hashable {
        /// The key.
        public let key: CedarText
        /// The value.
        public let value: ID
    }

    /// The nodes.
    public internal(set) var nodes: [Node] = []
    /// For each node the byte where its text begins.
    public internal(set) var offsets: [Int32] = []

    /// The node of an id.
    public subscript(id: ID) -> Node { nodes[Int(id)] }

    /// Where the text of a node begins, in bytes.
    public func offset(of id: ID) -> Int { Int(offsets[Int(id)]) }

    mutating func append(_ node: Node, at offset: Int) -> ID {
        nodes.append(node)
        offsets.append(Int32(clamping: offset))
        return ID(nodes.count - 1)
    }
}
