extension ReferenceValue {
    /// The value as an expression of Cedar.
    var literal: String {
        switch self {
        case .bool(let value): return value ? "true" : "false"
        case .long(let number): return number < 0 ? "(\(number))" : "\(number)"
        case .string(let text): return Self.quoted(text)
        case .entity(let uid):
            return "\(ReferenceReading.string(uid.type))::\(Self.quoted(uid.id))"
        case .set(let members): return "[\(members.map(\.literal).joined(separator: ", "))]"
        case .record(let fields):
            let written = fields.map { "\(Self.quoted($0.key)): \($0.value.literal)" }
            return "{\(written.joined(separator: ", "))}"
        case .decimal(let scaled):
            let digits = String(scaled.magnitude)
            let padded = String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
            let sign = scaled < 0 ? "-" : ""
            return "decimal(\"\(sign)\(padded.dropLast(4)).\(padded.suffix(4))\")"
        case .address(let address): return "ip(\"\(address.text)\")"
        case .datetime(let moment):
            return "datetime(\"1970-01-01\").offset(duration(\"\(moment)ms\"))"
        case .duration(let length): return "duration(\"\(length)ms\")"
        }
    }

    private static func quoted(_ text: ReferenceText) -> String {
        "\"" + text.map { "\\u{\(String($0.value, radix: 16))}" }.joined() + "\""
    }
}

extension ReferenceAddress {
    /// The address in full, with its prefix.
    var text: String {
        func numbers(width: Int) -> [Int] {
            stride(from: 0, to: bits.count, by: width).map { start in
                bits[start..<start + width].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
            }
        }
        let parts =
            bits.count == 32
            ? numbers(width: 8).map { String($0) }.joined(separator: ".")
            : numbers(width: 16).map { String($0, radix: 16) }.joined(separator: ":")
        // A long address in full leaves no room for a prefix that is not needed.
        return prefix == bits.count ? parts : "\(parts)/\(prefix)"
    }
}
