/// Where the application behind a service listens.
public struct ProviderService: Sendable, Hashable {
    /// The address of the application, reached in plaintext.
    public let address: NetworkAddress
    /// What stands before the canonical path: empty, or starting and not ending with `/`.
    public let basePath: String

    /// Creates a service.
    public init(address: NetworkAddress, basePath: String = "") {
        self.address = address
        self.basePath = basePath
    }
}
