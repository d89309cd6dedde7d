internal import DataExchange

/// Where a call is sent: another gateway, or an application of the institution's own.
struct UpstreamDestination: Sendable, Hashable {
    let address: NetworkAddress

    /// The institution that the gateway must prove to be; nil for an application in plaintext.
    let institution: InstitutionIdentity?
}
