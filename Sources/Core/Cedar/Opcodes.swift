extension Expression.Variable {
    var opcode: Program.Opcode {
        switch self {
        case .principal: .principal
        case .action: .action
        case .resource: .resource
        case .context: .context
        }
    }
}

extension Expression.UnaryOperator {
    var opcode: Program.Opcode {
        switch self {
        case .not: .not
        case .negate: .negate
        case .isEmpty: .isEmpty
        }
    }
}

extension Expression.BinaryOperator {
    var opcode: Program.Opcode {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .in: .within
        case .contains: .contains
        case .containsAll: .containsAll
        case .containsAny: .containsAny
        case .getTag: .getTag
        case .hasTag: .hasTag
        }
    }
}

extension ExtensionFunction {
    /// Whether the result is a boolean.
    var isTest: Bool {
        switch self {
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: true
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast, .isInRange: true
        default: false
        }
    }
}
