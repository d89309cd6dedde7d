/// An address as bits, the highest first; 32 or 128 of them.
struct ReferenceAddress: Equatable, Sendable {
    let bits: [Bool]
    let prefix: Int

    /// The lowest address of the range.
    var lowest: [Bool] { bits.enumerated().map { $0.offset < prefix && $0.element } }

    /// The highest address of the range.
    var highest: [Bool] { bits.enumerated().map { $0.offset >= prefix || $0.element } }

    static func isAtMost(_ left: [Bool], _ right: [Bool]) -> Bool {
        for (mine, theirs) in zip(left, right) where mine != theirs { return theirs }
        return true
    }
}

/// Reads the texts of the extension types; nil where they are malformed.
enum ReferenceReading {
    static func isDigits(_ text: some Collection<Unicode.Scalar>) -> Bool {
        !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) }
    }

    static func string(_ text: some Sequence<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: text)
        return String(result)
    }

    /// A number of at most 30 digits, after leading zeros are dropped.
    static func number(_ digits: some Collection<Unicode.Scalar>) -> Int128? {
        guard isDigits(digits) else { return nil }
        let short = digits.drop { $0 == "0" }
        return short.count > 30 ? nil : (short.isEmpty ? 0 : Int128(string(short)))
    }

    private static func parts(
        _ text: ReferenceText,
        _ separator: Unicode.Scalar
    ) -> [ReferenceText] {
        text.split(separator: separator, omittingEmptySubsequences: false).map { Array($0) }
    }

    static func decimal(_ text: ReferenceText) -> Int64? {
        let isNegative = text.first == "-"
        let sides = parts(Array(text.dropFirst(isNegative ? 1 : 0)), ".")
        guard sides.count == 2, isDigits(sides[0]), isDigits(sides[1]), sides[1].count <= 4
        else { return nil }
        let places = sides[1] + ReferenceText(repeating: "0", count: 4 - sides[1].count)
        guard let magnitude = number(sides[0] + places) else { return nil }
        return Int64(exactly: isNegative ? -magnitude : magnitude)
    }

    // MARK: Addresses

    static func address(_ text: ReferenceText) -> ReferenceAddress? {
        guard text.count <= 43 else { return nil }
        let sides = parts(text, "/")
        guard sides.count <= 2 else { return nil }
        let isLong = sides[0].contains(":")
        guard let bits = isLong ? longBits(sides[0]) : shortBits(sides[0]) else { return nil }
        guard sides.count == 2 else { return ReferenceAddress(bits: bits, prefix: bits.count) }
        let written = sides[1]
        guard let prefix = number(written), prefix <= bits.count,
            string(written) == String(prefix)
        else { return nil }
        return ReferenceAddress(bits: bits, prefix: Int(prefix))
    }

    private static func bits(_ number: Int, width: Int) -> [Bool] {
        (0..<width).reversed().map { number >> $0 & 1 == 1 }
    }

    private static func shortBits(_ text: ReferenceText) -> [Bool]? {
        let octets = parts(text, ".")
        guard octets.count == 4 else { return nil }
        var result: [Bool] = []
        for octet in octets {
            // `String` of the number shows leading zeros for what they are.
            guard let value = number(octet), value <= 255, string(octet) == String(value) else {
                return nil
            }
            result += bits(Int(value), width: 8)
        }
        return result
    }

    private static func longBits(_ text: ReferenceText) -> [Bool]? {
        func groups(_ text: ReferenceText) -> [ReferenceText] {
            text.isEmpty ? [] : parts(text, ":")
        }
        for index in text.indices.dropFirst() where text[index] == ":" && text[index - 1] == ":" {
            let left = groups(Array(text[..<(index - 1)]))
            let right = groups(Array(text[(index + 1)...]))
            let missing = 8 - left.count - right.count
            if missing < 1 { return nil }
            return join(left + [ReferenceText](repeating: ["0"], count: missing) + right)
        }
        return join(groups(text))
    }

    private static func join(_ groups: [ReferenceText]) -> [Bool]? {
        var result: [Bool] = []
        for group in groups {
            guard (1...4).contains(group.count), group.allSatisfy(\.properties.isASCIIHexDigit),
                let value = Int(string(group), radix: 16)
            else { return nil }
            result += bits(value, width: 16)
        }
        return result.count == 128 ? result : nil
    }
}
