/// The canonical spelling of a path below a service.
enum CanonicalPath {
    /// Decodes raw segments once, checks them and encodes them again.
    ///
    /// One empty segment is accepted: the last, which stands for a trailing slash.
    static func encode(
        _ segments: ArraySlice<Substring.UTF8View>
    ) throws(MalformedMessage) -> String {
        guard segments.count <= RequestTarget.Limit.pathSegments else {
            throw MalformedMessage(
                .tooManySegments,
                "the path has more than \(RequestTarget.Limit.pathSegments) segments"
            )
        }
        var path: [UInt8] = []
        for (index, segment) in zip(segments.indices, segments) {
            path.append(UInt8(ascii: "/"))
            guard !segment.isEmpty else {
                guard index == segments.endIndex - 1 else {
                    throw MalformedMessage(.emptySegment, "the path holds an empty segment")
                }
                continue
            }
            try append(segment, to: &path)
        }
        return String(decoding: path, as: UTF8.self)
    }

    private static func append(
        _ segment: Substring.UTF8View,
        to path: inout [UInt8]
    ) throws(MalformedMessage) {
        let decoded = try decode(segment)
        var previous: UInt8 = 0
        for (index, byte) in decoded.enumerated() {
            switch byte {
            case 0..<0x20, 0x7F:
                throw MalformedMessage(.controlCharacter, "the path holds a control character")
            case UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: ";"):
                throw MalformedMessage(
                    .separator,
                    "the path holds an escaped slash, a backslash or a semicolon"
                )
            case UInt8(ascii: ".") where previous == byte || decoded.count == 1:
                throw MalformedMessage(.dotSegment, "the path holds `.` or `..`")
            case UInt8(ascii: "%") where looksLikeEscape(decoded, at: index):
                throw MalformedMessage(.doubleEscape, "the path is escaped twice")
            default:
                break
            }
            if ASCIIText.isPathCharacter(byte) {
                path.append(byte)
            } else {
                ASCIIText.appendEscape(byte, to: &path)
            }
            previous = byte
        }
    }

    private static func decode(_ segment: Substring.UTF8View) throws(MalformedMessage) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(segment.count)
        var hasHighBytes = false
        var iterator = segment.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(ASCIIText.hexValue),
                    let low = iterator.next().flatMap(ASCIIText.hexValue)
                else {
                    throw MalformedMessage(.badEscape, "the path holds a bad escape")
                }
                decoded.append(high << 4 | low)
                hasHighBytes = hasHighBytes || high >= 8
            } else if ASCIIText.isPathCharacter(byte) || byte == UInt8(ascii: ";")
                || byte == UInt8(ascii: "\\") || byte < 0x20 || byte == 0x7F
            {
                // The separators and controls are refused by their own code after decoding.
                decoded.append(byte)
            } else {
                throw MalformedMessage(
                    .forbiddenCharacter,
                    "the path holds a character that must be escaped"
                )
            }
        }
        if hasHighBytes {
            try checkText(decoded)
        }
        return decoded
    }

    private static func checkText(_ decoded: [UInt8]) throws(MalformedMessage) {
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw MalformedMessage(.notUTF8, "the path is not UTF-8")
        }
        for scalar in text.unicodeScalars where (0x80..<0xA0).contains(scalar.value) {
            throw MalformedMessage(.controlCharacter, "the path holds a control character")
        }
    }

    private static func looksLikeEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        index + 2 < bytes.count && ASCIIText.hexValue(bytes[index + 1]) != nil
            && ASCIIText.hexValue(bytes[index + 2]) != nil
    }
}
