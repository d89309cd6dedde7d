/// The value of an extension member of a problem.
public enum ProblemValue: Sendable, Hashable {
    /// Text.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// True or false.
    case bool(Bool)
    /// A list.
    case array([ProblemValue])
    /// Members in the order in which they are written; names are not repeated.
    case object([ProblemMember])

    func append(to text: inout String) {
        switch self {
        case .string(let value): JSONText.append(value, to: &text)
        case .integer(let value): text.append(String(value))
        case .bool(let value): text.append(value ? "true" : "false")
        case .array(let values):
            text.append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(",") }
                value.append(to: &text)
            }
            text.append("]")
        case .object(let members):
            text.append("{")
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(",") }
                JSONText.append(member.name, to: &text)
                text.append(":")
                member.value.append(to: &text)
            }
            text.append("}")
        }
    }
}

extension ProblemValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes text from a literal.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Makes a number from a literal.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a truth value from a literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes a list from a literal.
    public init(arrayLiteral elements: ProblemValue...) { self = .array(elements) }

    /// Makes an object from a literal; its order is kept.
    public init(dictionaryLiteral elements: (String, ProblemValue)...) {
        self = .object(elements.map { ProblemMember(name: $0.0, value: $0.1) })
    }
}
