/// Byte tests and codings shared by the parsers of this module.
enum ASCIIText {
    /// Whether the byte may stand unescaped in an identifier.
    ///
    /// X-Road REST protocol, section 4.8: letters, digits and `'()+,-.=?`.
    static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'")...UInt8(ascii: ")"),
            UInt8(ascii: "+")...UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "?"):
            true
        default:
            false
        }
    }

    /// Whether the byte is a `pchar` of RFC 3986, section 3.3, other than `;` and a percent sign.
    static func isPathCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "&")...UInt8(ascii: "."),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: ":"),
            UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    /// Whether the byte may stand in a query.
    ///
    /// The query of RFC 3986, section 3.4, and the square brackets that many clients leave raw.
    static func isQueryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default:
            isPathCharacter(byte)
        }
    }

    /// Whether the byte may stand in a token (RFC 9110, section 5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "^")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "#")...UInt8(ascii: "'"),
            UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    /// The value of a hexadecimal digit.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    static let upperHexDigits: [UInt8] = Array("0123456789ABCDEF".utf8)
    static let lowerHexDigits: [UInt8] = Array("0123456789abcdef".utf8)

    /// Appends a percent-encoded byte.
    static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(upperHexDigits[Int(byte >> 4)])
        bytes.append(upperHexDigits[Int(byte & 15)])
    }

    /// Lower-case hexadecimal digits of some bytes.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(lowerHexDigits[Int(byte >> 4)])
            text.append(lowerHexDigits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The byte in lower case, if it is an ASCII letter.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// A media range or token without parameters and spaces around it, in lower case.
    static func lowercasedToken(of field: some Collection<UInt8>) -> String {
        let value = field.prefix { $0 != UInt8(ascii: ";") }
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var trimmed = Array(value.drop(while: isSpace))
        while let last = trimmed.last, isSpace(last) {
            trimmed.removeLast()
        }
        return String(decoding: trimmed.map(lowercased), as: UTF8.self)
    }

    /// Whether two names are equal without regard to the case of ASCII letters.
    static func equalsIgnoringCase(_ left: String, _ right: StaticString) -> Bool {
        var left = left
        return left.withUTF8 { leftBytes in
            guard leftBytes.count == right.utf8CodeUnitCount else {
                return false
            }
            return right.withUTF8Buffer { rightBytes in
                for index in leftBytes.indices
                where lowercased(leftBytes[index]) != rightBytes[index] {
                    return false
                }
                return true
            }
        }
    }
}
