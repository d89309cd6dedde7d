/// Parsing and printing of slash-separated identifiers.
enum IdentifierPath {
    /// The longest decoded part in bytes.
    static let maximumPartLength = 255

    /// Decodes one identifier part, once.
    ///
    /// - Throws: ``MalformedMessage`` for an empty part, a bad escape, or a character outside the
    ///   allowed set; the set has no slash, backslash, semicolon, percent sign or control byte.
    static func decode(_ part: some Collection<UInt8>) throws(MalformedMessage) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.count)
        var iterator = part.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(ASCIIText.hexValue),
                let low = iterator.next().flatMap(ASCIIText.hexValue)
            else {
                throw MalformedMessage(.badEscape, "a percent sign lacks two hexadecimal digits")
            }
            bytes.append(high << 4 | low)
        }
        try check(bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Checks a decoded part.
    static func check(_ part: some Collection<UInt8>) throws(MalformedMessage) {
        guard !part.isEmpty else {
            throw MalformedMessage(.emptySegment, "an identifier part is empty")
        }
        guard part.count <= maximumPartLength else {
            throw MalformedMessage(
                .tooLong,
                "an identifier part exceeds \(maximumPartLength) bytes"
            )
        }
        var previous: UInt8 = 0
        for byte in part {
            guard ASCIIText.isIdentifier(byte) else {
                throw forbidden(byte)
            }
            guard byte != UInt8(ascii: ".") || previous != byte else {
                throw MalformedMessage(.dotSegment, "an identifier part holds `..`")
            }
            previous = byte
        }
        guard part.count > 1 || previous != UInt8(ascii: ".") else {
            throw MalformedMessage(.dotSegment, "an identifier part is `.`")
        }
    }

    private static func forbidden(_ byte: UInt8) -> MalformedMessage {
        switch byte {
        case 0..<0x20, 0x7F:
            MalformedMessage(.controlCharacter, "an identifier part holds a control character")
        case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: ";"):
            MalformedMessage(.separator, "an identifier part holds a slash, backslash or semicolon")
        case UInt8(ascii: "%"):
            MalformedMessage(.doubleEscape, "an identifier part is escaped twice")
        default:
            MalformedMessage(
                .forbiddenCharacter,
                "an identifier part holds a character outside `A-Z a-z 0-9 '()+,-.=?`"
            )
        }
    }

    /// Splits a header value or identifier text at its slashes and decodes each part.
    static func parts(
        of text: String,
        count: ClosedRange<Int>
    ) throws(MalformedMessage) -> [String] {
        guard text.utf8.count <= 2_048 else {
            throw MalformedMessage(.tooLong, "an identifier exceeds 2048 bytes")
        }
        let raw = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard count.contains(raw.count) else {
            throw MalformedMessage(
                .wrongPartCount,
                "an identifier has \(raw.count) parts where \(count.lowerBound)"
                    + (count.count == 1 ? "" : " to \(count.upperBound)") + " are expected"
            )
        }
        var parts: [String] = []
        for part in raw {
            parts.append(try decode(part))
        }
        return parts
    }

    /// Joins decoded parts; only the question mark needs an escape.
    static func text(_ parts: String...) -> String {
        var text = ""
        for part in parts {
            if !text.isEmpty {
                text += "/"
            }
            if part.utf8.contains(UInt8(ascii: "?")) {
                for scalar in part.unicodeScalars {
                    text += scalar == "?" ? "%3F" : String(scalar)
                }
            } else {
                text += part
            }
        }
        return text
    }
}
