/// The short form of a receipt in a header.
///
/// A dictionary of RFC 9651, section 3.2: `rule="…", act="…", body="…", position=12`. Text outside
/// printable ASCII is written as a display string, `%"…"` (section 3.3.8).
public enum ReceiptText {
    /// Writes the short form.
    ///
    /// - Parameters:
    ///   - rule: The rule that decided.
    ///   - act: The act that carries the rule.
    ///   - authority: What the act rests on, by kind: body, mandate, article. Kinds are keys in the
    ///     sense of RFC 9651, section 3.1.2: lower-case letters.
    ///   - position: The position of the register at which the ruling was given.
    /// - Returns: The value of the header.
    public static func write(
        rule: String,
        act: String,
        authority: [(kind: String, id: String)] = [],
        position: Int64
    ) -> String {
        let chain = authority.map { ", \($0.kind)=\(quoted($0.id))" }.joined()
        return "rule=\(quoted(rule)), act=\(quoted(act))\(chain), position=\(position)"
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        var bytes: [UInt8] = Array((isPlain ? "\"" : "%\"").utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                if isPlain {
                    bytes.append(UInt8(ascii: "\\"))
                    bytes.append(byte)
                } else if byte == UInt8(ascii: "\"") {
                    bytes.append(contentsOf: "%22".utf8)
                } else {
                    bytes.append(byte)
                }
            case UInt8(ascii: "%") where !isPlain, 0..<0x20, 0x7F...:
                let digits = ASCIIText.lowerHexDigits
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }
}
