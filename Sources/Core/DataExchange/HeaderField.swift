/// One header field, name and value as received or to be sent.
public struct HeaderField: Sendable, Hashable {
    /// The name, in the case received.
    public let name: String
    /// The value.
    public let value: String

    /// Creates a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Refuses what could end a line or a field when it is written again.
    ///
    /// The name must be a token and the value free of control characters other than tab (RFC 9110,
    /// sections 5.1 and 5.5).
    static func check(name: String, value: String) throws(MalformedMessage) {
        let isToken = !name.isEmpty && name.utf8.allSatisfy(ASCIIText.isToken)
        guard isToken, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw MalformedMessage(.badHeader, "a header's name or value holds a bad character")
        }
    }
}
