/// Why the reference could not evaluate a condition; the names are those of section 13 of the
/// shared description of Cedar.
enum ReferenceFailure: String, Error {
    case type
    case overflow
    case attributeMissing = "attr_missing"
    case entityMissing = "entity_missing"
    case tagMissing = "tag_missing"
    case malformed = "extension"
    case arity
}

/// The functions and methods of the extension types in the reference.
enum ReferenceCall {
    static func call(
        _ name: String,
        _ arguments: [ReferenceValue]
    ) throws(ReferenceFailure) -> ReferenceValue {
        let two = [
            "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "isInRange",
            "offset", "durationSince",
        ]
        guard arguments.count == (two.contains(name) ? 2 : 1) else { throw .arity }
        switch name {
        case "decimal", "ip", "datetime", "duration":
            guard case .string(let text) = arguments[0] else { throw .type }
            return try make(name, text)
        case "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual":
            guard case .decimal(let left) = arguments[0], case .decimal(let right) = arguments[1]
            else { throw .type }
            let isEqualEnough = name.hasSuffix("OrEqual") && left == right
            return .bool(isEqualEnough || (name.hasPrefix("less") ? left < right : left > right))
        case "isIpv4", "isIpv6", "isLoopback", "isMulticast":
            guard case .address(let address) = arguments[0] else { throw .type }
            return .bool(ask(name, address))
        case "isInRange":
            guard case .address(let inner) = arguments[0], case .address(let outer) = arguments[1]
            else { throw .type }
            return .bool(
                inner.bits.count == outer.bits.count
                    && ReferenceAddress.isAtMost(outer.lowest, inner.lowest)
                    && ReferenceAddress.isAtMost(inner.highest, outer.highest)
            )
        case "toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays":
            guard case .duration(let length) = arguments[0] else { throw .type }
            return .long(units(name, length))
        default: return try calendar(name, arguments)
        }
    }

    private static func make(
        _ name: String,
        _ text: ReferenceText
    ) throws(ReferenceFailure) -> ReferenceValue {
        let value: ReferenceValue? =
            switch name {
            case "decimal": ReferenceReading.decimal(text).map(ReferenceValue.decimal)
            case "ip": ReferenceReading.address(text).map(ReferenceValue.address)
            case "datetime": ReferenceTime.moment(text).map(ReferenceValue.datetime)
            default: ReferenceTime.length(text).map(ReferenceValue.duration)
            }
        guard let value else { throw .malformed }
        return value
    }

    private static func ask(_ name: String, _ address: ReferenceAddress) -> Bool {
        let isLong = address.bits.count == 128
        func isWithin(_ start: [Int]) -> Bool {
            address.prefix >= start.count && address.bits.starts(with: start.map { $0 == 1 })
        }
        switch name {
        case "isIpv4": return !isLong
        case "isIpv6": return isLong
        case "isLoopback":
            return isWithin(
                isLong ? [Int](repeating: 0, count: 127) + [1] : [0, 1, 1, 1, 1, 1, 1, 1]
            )
        default:
            return isWithin(isLong ? [Int](repeating: 1, count: 8) : [1, 1, 1, 0])
        }
    }

    /// Each unit is what is left of the next smaller one, cut toward zero.
    private static func units(_ name: String, _ length: Int64) -> Int64 {
        var amount = Int128(length.magnitude)
        let steps = ["toSeconds": 1, "toMinutes": 2, "toHours": 3, "toDays": 4][name] ?? 0
        for divisor in [1_000, 60, 60, 24].prefix(steps) { amount /= Int128(divisor) }
        return Int64(length < 0 ? -amount : amount)
    }

    private static func calendar(
        _ name: String,
        _ arguments: [ReferenceValue]
    ) throws(ReferenceFailure) -> ReferenceValue {
        guard case .datetime(let moment) = arguments[0] else { throw .type }
        let wide = Int128(moment)
        let day = Int128(ReferenceTime.day)
        // The remainder that is never negative.
        let time = (wide % day + day) % day
        switch name {
        case "toTime": return .duration(Int64(time))
        case "toDate":
            guard let start = Int64(exactly: wide - time) else { throw .malformed }
            return .datetime(start)
        case "offset":
            guard case .duration(let length) = arguments[1] else { throw .type }
            guard let sum = Int64(exactly: wide + Int128(length)) else { throw .malformed }
            return .datetime(sum)
        default:
            guard case .datetime(let other) = arguments[1] else { throw .type }
            guard let length = Int64(exactly: wide - Int128(other)) else { throw .malformed }
            return .duration(length)
        }
    }
}
