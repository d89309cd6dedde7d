import CanonicalJSON

@testable import Cedar
@testable import Reference

/// Properties of extension values, patterns and generated cases.
enum ValueChecks {
    /// Reads a text as each extension type and compares with the reference.
    static func checkExtension(_ bytes: [UInt8]) {
        let text = String(decoding: bytes.prefix(200), as: UTF8.self)
        check("decimal", text, CedarDecimal(text).map(Value.decimal))
        check("ip", text, CedarAddress(text).map(Value.ipaddr))
        check("datetime", text, CedarDatetime(text).map(Value.datetime))
        check("duration", text, CedarDuration(text).map(Value.duration))
    }

    private static func check(_ function: String, _ text: String, _ value: Value?) {
        let reference = try? ReferenceCall.call(function, [.string(Array(text.unicodeScalars))])
        demand((value == nil) == (reference == nil), "\(function) of `\(text)` is read alike")
        guard let value, let reference else { return }
        demand(isSame(value, reference), "\(function) of `\(text)` is the same value")
        for (method, result) in methods(value) {
            let isOfTwo = ["isInRange", "offset", "durationSince"].contains(method)
            let expected = try? ReferenceCall.call(
                method,
                isOfTwo ? [reference, method == "offset" ? shift : reference] : [reference]
            )
            let agrees =
                result.map { mine in expected.map { isSame(mine, $0) } ?? false }
                ?? (expected == nil)
            demand(agrees, "\(method) of `\(text)` agrees")
        }
    }

    private static let shift = ReferenceValue.duration(.min)

    /// Whether a value, as documents write it, is the one of the reference.
    private static func isSame(_ value: Value, _ reference: ReferenceValue) -> Bool {
        expect("the value is written and read") { try ReferenceValue(json: value.json) }
            .equals(reference)
    }

    private static func methods(_ value: Value) -> [(String, Value?)] {
        switch value {
        case .ipaddr(let address):
            return [
                ("isIpv6", .bool(address.isIPv6)), ("isLoopback", .bool(address.isLoopback)),
                ("isMulticast", .bool(address.isMulticast)),
                ("isInRange", .bool(address.isInRange(address))),
            ]
        case .datetime(let moment):
            let length = CedarDuration(milliseconds: .min)
            return [
                ("toDate", moment.date.map(Value.datetime)), ("toTime", .duration(moment.time)),
                ("offset", moment.offset(by: length).map(Value.datetime)),
                ("durationSince", moment.durationSince(moment).map(Value.duration)),
            ]
        case .duration(let length):
            return [
                ("toMilliseconds", .long(length.milliseconds)),
                ("toSeconds", .long(length.seconds)),
                ("toMinutes", .long(length.minutes)), ("toHours", .long(length.hours)),
                ("toDays", .long(length.days)),
            ]
        default: return []
        }
    }

    /// Splits at the first line feed and compares with a table that is filled in.
    static func checkPattern(_ bytes: [UInt8]) {
        let parts = bytes.prefix(600).split(
            separator: 0x0A,
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let pattern = String(decoding: parts[0], as: UTF8.self)
        let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
        var elements: [Pattern.Element] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            elements.append(scalar == "*" && !isEscaped ? .wildcard : .scalar(scalar))
            isEscaped = false
        }
        demand(
            Pattern(elements).matches(CedarText(text))
                == ReferenceEvaluator.matches(Array(text.unicodeScalars), elements),
            "the pattern matches alike"
        )
    }

    /// Lets the bytes make the choices of the generator.
    static func checkCase(_ bytes: [UInt8]) {
        var world = RandomWorld(pool: RandomPool(choices: bytes))
        let made = world.makeCase(requests: 3)
        var counts = RandomCase.Counts()
        if let difference = made.difference(&counts, withForms: true) {
            let small = made.shrunk()
            fatalError("property does not hold: \(difference)\n\(small.report)")
        }
    }
}
