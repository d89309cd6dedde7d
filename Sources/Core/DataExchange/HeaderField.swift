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
}
