/// The target of a call in its one canonical form.
///
/// The same canonical path serves the ruling, the request hash and the forward. A path is decoded
/// once, checked, and encoded again in one way only, so that no two spellings of one path exist.
public struct RequestTarget: Sendable, Hashable {
    /// Bounds on what is accepted.
    public enum Limit {
        /// The longest target in bytes.
        public static let targetLength = 8_192
        /// The most path segments after the service code.
        public static let pathSegments = 64
    }

    /// The service called.
    public let service: ServiceIdentifier

    /// The canonical path below the service: empty, or starting with `/`.
    public let path: String

    /// The query without its question mark, unchanged; nil if there is none.
    public let query: String?

    /// Parses `/r1/instance/class/code/subsystem/service[/path][?query]`.
    ///
    /// - Parameter target: The request target as received, in origin form.
    /// - Throws: ``MalformedMessage`` naming the first rule that the target breaks.
    public init(parsing target: String) throws(MalformedMessage) {
        let bytes = target.utf8
        guard bytes.count <= Limit.targetLength else {
            throw MalformedMessage(.tooLong, "the target exceeds \(Limit.targetLength) bytes")
        }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"))
        let segments = bytes[..<(mark ?? bytes.endIndex)]
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        try Self.checkVersion(segments)
        guard segments.count >= 7 else {
            throw MalformedMessage(
                .wrongPartCount,
                "the path must be `/r1/instance/class/code/subsystem/service`"
            )
        }
        var parts: [String] = []
        for segment in segments[2..<7] {
            parts.append(try IdentifierPath.decode(segment))
        }
        let member = MemberIdentifier(checked: parts[0], parts[1], parts[2])
        service = ServiceIdentifier(checked: member, parts[3], parts[4])
        path = try CanonicalPath.encode(segments[7...])
        query = try mark.map { (mark) throws(MalformedMessage) in
            try Self.checkedQuery(bytes[bytes.index(after: mark)...])
        }
    }

    /// The whole canonical target.
    public var description: String {
        "/r1/\(service)\(pathAndQuery)"
    }

    /// The canonical path and the query, as appended to the address of the service.
    public var pathAndQuery: String {
        query.map { path + "?" + $0 } ?? path
    }

    private static func checkVersion(
        _ segments: [Substring.UTF8View]
    ) throws(MalformedMessage) {
        guard segments.count >= 2, segments[0].isEmpty,
            let first = segments[1].first, first == UInt8(ascii: "r"), segments[1].count == 2,
            let digit = segments[1].last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
        else {
            throw MalformedMessage(.notAnExchangePath, "the path does not start with `/r1/`")
        }
        guard digit == UInt8(ascii: "1") else {
            throw MalformedMessage(.unsupportedVersion, "only protocol version `r1` is supported")
        }
    }

    private static func checkedQuery(
        _ query: Substring.UTF8View
    ) throws(MalformedMessage) -> String {
        var iterator = query.makeIterator()
        while let byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next().flatMap(ASCIIText.hexValue),
                    let low = iterator.next().flatMap(ASCIIText.hexValue)
                else {
                    throw MalformedMessage(.badEscape, "the query holds a bad escape")
                }
                guard high << 4 | low != 0 else {
                    throw MalformedMessage(.controlCharacter, "the query holds a null byte")
                }
            } else if !ASCIIText.isQueryCharacter(byte) {
                throw MalformedMessage(
                    byte < 0x20 || byte == 0x7F ? .controlCharacter : .forbiddenCharacter,
                    "the query holds a character that must be escaped"
                )
            }
        }
        return String(Substring(query))
    }
}

extension RequestTarget: CustomStringConvertible {}
