internal import DataExchange

extension ExchangeGatewayConfiguration {
    /// Refuses settings that would weaken the gateway.
    func validate() throws(ConfigurationFault) {
        guard consumerEdge != nil || providerEdge != nil else {
            throw ConfigurationFault(
                .noEdge,
                "neither a consumer nor a provider edge is configured"
            )
        }
        if let consumerEdge, !consumerEdge.isLoopback {
            throw ConfigurationFault(
                .plaintextOffHost,
                "the consumer edge `\(consumerEdge)` is not a literal loopback address"
            )
        }
        guard !credentials.trustRoots.isEmpty, !credentials.certificateChain.isEmpty else {
            throw ConfigurationFault(
                .noCredentials,
                "a certificate and a trusted root are required"
            )
        }
        for (identifier, service) in services {
            guard members.contains(identifier.member) else {
                throw ConfigurationFault(
                    .foreignService,
                    "service `\(identifier)` belongs to another member"
                )
            }
            guard allowsPlaintextToOtherHosts || service.address.isLoopback else {
                throw ConfigurationFault(
                    .plaintextOffHost,
                    "service `\(identifier)` at `\(service.address)` is not on a loopback address"
                )
            }
            let base = service.basePath.utf8
            guard base.isEmpty || (base.first == UInt8(ascii: "/") && base.last != base.first),
                base.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "?") })
            else {
                throw ConfigurationFault(
                    .badBasePath,
                    "base path `\(service.basePath)` of service `\(identifier)` is malformed"
                )
            }
        }
    }
}
