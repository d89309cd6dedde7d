extension Value {
    /// The value that a constructor makes of a text, or nil when the text is malformed.
    static func construct(_ function: ExtensionFunction, _ text: CedarText) -> Value? {
        switch function {
        case .decimal: CedarDecimal(text.string).map(Value.decimal)
        case .ip: CedarAddress(text.string).map(Value.ipaddr)
        case .datetime: CedarDatetime(text.string).map(Value.datetime)
        case .duration: CedarDuration(text.string).map(Value.duration)
        default: nil
        }
    }

    /// Calls an extension function or method, the receiver first among the arguments.
    static func call(
        _ function: ExtensionFunction,
        _ arguments: [Value]
    ) throws(EvaluationError) -> Value {
        guard arguments.count == function.parameterCount else {
            throw EvaluationError(
                .arity,
                "`\(function.rawValue)` takes \(function.parameterCount) arguments, "
                    + "not \(arguments.count)"
            )
        }
        return try apply(function, arguments[0], arguments[arguments.count - 1])
    }

    /// Calls a function or method that has the right number of arguments, one or two.
    static func apply(
        _ function: ExtensionFunction,
        _ first: Value,
        _ second: Value
    ) throws(EvaluationError) -> Value {
        switch function {
        case .decimal, .ip, .datetime, .duration:
            guard case .string(let text) = first else { throw .type(expected: "string", first) }
            guard let value = construct(function, text) else {
                throw EvaluationError(
                    .extensionArgument,
                    "`\(text)` is not a valid `\(function.rawValue)`"
                )
            }
            return value
        case .lessThan: return .bool(try first.asDecimal() < second.asDecimal())
        case .lessThanOrEqual: return .bool(try first.asDecimal() <= second.asDecimal())
        case .greaterThan: return .bool(try first.asDecimal() > second.asDecimal())
        case .greaterThanOrEqual: return .bool(try first.asDecimal() >= second.asDecimal())
        case .isIpv4: return .bool(try !first.asAddress().isIPv6)
        case .isIpv6: return .bool(try first.asAddress().isIPv6)
        case .isLoopback: return .bool(try first.asAddress().isLoopback)
        case .isMulticast: return .bool(try first.asAddress().isMulticast)
        case .isInRange:
            return .bool(try first.asAddress().isInRange(second.asAddress()))
        case .offset, .durationSince, .toDate, .toTime:
            return try calendar(function, first, second)
        case .toMilliseconds: return .long(try first.asDuration().milliseconds)
        case .toSeconds: return .long(try first.asDuration().seconds)
        case .toMinutes: return .long(try first.asDuration().minutes)
        case .toHours: return .long(try first.asDuration().hours)
        case .toDays: return .long(try first.asDuration().days)
        }
    }

    private static func calendar(
        _ function: ExtensionFunction,
        _ first: Value,
        _ second: Value
    ) throws(EvaluationError) -> Value {
        let moment = try first.asDatetime()
        let result: Value? =
            switch function {
            case .offset: moment.offset(by: try second.asDuration()).map(Value.datetime)
            case .durationSince:
                moment.durationSince(try second.asDatetime()).map(Value.duration)
            case .toDate: moment.date.map(Value.datetime)
            default: .duration(moment.time)
            }
        guard let result else {
            throw EvaluationError(
                .extensionArgument,
                "`\(function.rawValue)` leaves the range of 64 bits"
            )
        }
        return result
    }

    private func asDecimal() throws(EvaluationError) -> CedarDecimal {
        guard case .decimal(let number) = self else { throw .type(expected: "decimal", self) }
        return number
    }

    private func asAddress() throws(EvaluationError) -> CedarAddress {
        guard case .ipaddr(let address) = self else { throw .type(expected: "ipaddr", self) }
        return address
    }

    private func asDatetime() throws(EvaluationError) -> CedarDatetime {
        guard case .datetime(let moment) = self else { throw .type(expected: "datetime", self) }
        return moment
    }

    private func asDuration() throws(EvaluationError) -> CedarDuration {
        guard case .duration(let length) = self else { throw .type(expected: "duration", self) }
        return length
    }
}
