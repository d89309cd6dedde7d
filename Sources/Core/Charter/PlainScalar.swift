internal import CanonicalJSON

/// What a scalar without quotation marks stands for.
///
/// Only `true`, `false` and plain digits are more than text. What YAML 1.1 and YAML 1.2 readers
/// take for different things is refused, so that nobody reads another charter than is enforced.
enum PlainScalar {
    case value(JSON)
    case noValue
    /// What a reader might take it for.
    case ambiguous(String)

    init(_ text: String) {
        let bytes = text.utf8
        guard let first = bytes.first else {
            self = .noValue
            return
        }
        // The common case first: words longer than `false` that begin with a letter are text.
        if bytes.count > 5, first >= 0x41, first != UInt8(ascii: "~") {
            self = .value(.string(text))
            return
        }
        switch text.lowercased() {
        case "~", "null": self = .noValue
        case "true" where text == "true": self = .value(.bool(true))
        case "false" where text == "false": self = .value(.bool(false))
        case "true", "false", "yes", "no", "on", "off", "y", "n": self = .ambiguous("a boolean")
        case "=", "<<": self = .ambiguous("a sign of YAML 1.1")
        default: self = Self.number(text)
        }
    }

    private static func number(_ text: String) -> PlainScalar {
        let bytes = Array(text.utf8)
        if bytes.allSatisfy(isDigit), bytes.count == 1 || bytes[0] != 0x30 {
            guard let value = Int64(text) else { return .ambiguous("a number") }
            return .value(.integer(value))
        }
        return looksLikeNumber(bytes) ? .ambiguous("a number") : .value(.string(text))
    }

    /// Whether YAML 1.1 or 1.2 would see a number other than plain digits: signs, leading zeros,
    /// `0x1F`, `0b1`, `1_000`, `12:30`, `1.10`, `1e3`, `.5`, `.inf`, `.nan`.
    private static func looksLikeNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard let first = rest.first else { return false }
        let lower = rest.map { $0 | 0x20 }
        if lower == Array(".inf".utf8) || lower == Array(".nan".utf8) { return true }
        guard
            isDigit(first)
                || (first == UInt8(ascii: ".") && rest.dropFirst().contains(where: isDigit))
        else { return false }
        if lower.count > 2, first == 0x30,
            [UInt8(ascii: "x"), UInt8(ascii: "o"), UInt8(ascii: "b")].contains(lower[1])
        {
            return lower.dropFirst(2).allSatisfy { isHexDigit($0) || $0 == 0x7F }
        }
        return isSexagesimal(rest) || isDecimal(rest)
    }

    /// `190:20:30` and the like, numbers to the base of 60 in YAML 1.1.
    private static func isSexagesimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1 else { return false }
        return parts.allSatisfy { part in
            (1...6).contains(part.count)
                && part.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
        }
    }

    private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
        var dots = 0
        var rest = bytes
        while let byte = rest.first {
            if byte == UInt8(ascii: ".") {
                dots += 1
            } else if byte | 0x20 == UInt8(ascii: "e") {
                rest.removeFirst()
                if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") {
                    rest.removeFirst()
                }
                return dots < 2 && !rest.isEmpty && rest.allSatisfy(isDigit)
            } else if !isDigit(byte), byte != UInt8(ascii: "_") {
                return false
            }
            rest.removeFirst()
        }
        return dots < 2
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte)
    }
}
