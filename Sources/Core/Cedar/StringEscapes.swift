/// Turns the inside of a string token into text or into a `like` pattern.
enum StringEscapes {
    /// What is wrong with an escape and where, counted from the first byte inside the quotes.
    struct Failure: Error {
        let reason: String
        let offset: Int
    }

    /// Decodes an ordinary string.
    static func text(_ raw: ArraySlice<UInt8>) throws(Failure) -> CedarText {
        guard raw.contains(0x5C) else { return CedarText(String(decoding: raw, as: UTF8.self)) }
        var result = String.UnicodeScalarView()
        try decode(raw) { scalar, isStar throws(Failure) in
            if isStar { throw Failure(reason: "`\\*` is only allowed in a pattern", offset: 0) }
            result.append(scalar)
        }
        return CedarText(String(result))
    }

    /// Decodes the pattern of `like`; an unescaped `*`, however written, is a wildcard.
    static func pattern(_ raw: ArraySlice<UInt8>) throws(Failure) -> Pattern {
        var elements: [Pattern.Element] = []
        try decode(raw) { scalar, isStar throws(Failure) in
            elements.append(scalar == "*" && !isStar ? .wildcard : .scalar(scalar))
        }
        return Pattern(elements)
    }

    private static func decode(
        _ raw: ArraySlice<UInt8>,
        _ emit: (Unicode.Scalar, Bool) throws(Failure) -> Void
    ) throws(Failure) {
        let scalars = Array(String(decoding: raw, as: UTF8.self).unicodeScalars)
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            guard scalar == "\\" else {
                try emit(scalar, false)
                continue
            }
            let start = index - 1
            guard index < scalars.count else {
                throw Failure(reason: "escape is not complete", offset: start)
            }
            let letter = scalars[index]
            index += 1
            switch letter {
            case "n": try emit("\n", false)
            case "r": try emit("\r", false)
            case "t": try emit("\t", false)
            case "0": try emit("\0", false)
            case "\\", "'", "\"": try emit(letter, false)
            case "*": try emit("*", true)
            case "x": try emit(byteEscape(scalars, &index), false)
            case "u": try emit(unicodeEscape(scalars, &index), false)
            default:
                throw Failure(reason: "unknown escape `\\\(letter)`", offset: start)
            }
        }
    }

    private static func byteEscape(
        _ scalars: [Unicode.Scalar],
        _ index: inout Int
    ) throws(Failure) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<2 {
            guard index < scalars.count, let digit = hexadecimal(scalars[index]) else {
                throw Failure(reason: "`\\x` needs two hexadecimal digits", offset: index)
            }
            value = value << 4 | digit
            index += 1
        }
        guard value <= 0x7F, let scalar = Unicode.Scalar(value) else {
            throw Failure(reason: "`\\x` is limited to 7f", offset: index)
        }
        return scalar
    }

    private static func unicodeEscape(
        _ scalars: [Unicode.Scalar],
        _ index: inout Int
    ) throws(Failure) -> Unicode.Scalar {
        guard index < scalars.count, scalars[index] == "{" else {
            throw Failure(reason: "`\\u` needs braces, as in `\\u{e9}`", offset: index)
        }
        index += 1
        var value: UInt32 = 0
        var digits = 0
        while index < scalars.count, scalars[index] != "}" {
            if scalars[index] == "_", digits > 0 {
                index += 1
                continue
            }
            guard let digit = hexadecimal(scalars[index]), digits < 6 else {
                throw Failure(reason: "`\\u{…}` needs one to six hexadecimal digits", offset: index)
            }
            value = value << 4 | digit
            digits += 1
            index += 1
        }
        guard index < scalars.count, digits > 0, let scalar = Unicode.Scalar(value) else {
            throw Failure(reason: "`\\u{…}` is not a unicode scalar value", offset: index)
        }
        index += 1
        return scalar
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> UInt32? {
        guard scalar.isASCII else { return nil }
        return hexDigit(UInt8(truncatingIfNeeded: scalar.value)).map(UInt32.init)
    }
}
