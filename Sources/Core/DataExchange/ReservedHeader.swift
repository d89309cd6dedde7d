/// A header of the exchange itself.
public enum ReservedHeader: Sendable, Hashable {
    /// `X-Road-Client`, under its own or one of GovStack's two names.
    case client
    /// `X-Road-Service`.
    case service
    /// `X-Road-Id`, the consumer's identifier of the message.
    case messageID
    /// `X-Road-UserId`.
    case userID
    /// `X-Road-Issue`.
    case issue
    /// `X-Road-Represented-Party`.
    case representedParty
    /// `X-Road-Security-Server`.
    case securityServer
    /// `X-Road-Request-Id`, set by the consumer's gateway.
    case requestID
    /// `X-Road-Request-Hash`.
    case requestHash
    /// `X-Road-Error`.
    case error
    /// `Cabildo-Purpose`, the purpose for which the consumer asks.
    case purpose
    /// `Cabildo-Declared`, what the consumer declares about the call.
    case declared
    /// `Cabildo-Receipt`, the ruling behind an answer.
    case receipt
    /// `Cabildo-Provider-Receipt`, the provider's own ruling, as the consumer's gateway passes it.
    case providerReceipt
    /// Another name in a reserved name space; never passed on.
    case unknown

    init(lowercasedName name: String) {
        self =
            switch name {
            case "x-road-client", "x-govstack-client", "information-mediator-client": .client
            case "x-road-service": .service
            case "x-road-id": .messageID
            case "x-road-userid": .userID
            case "x-road-issue": .issue
            case "x-road-represented-party": .representedParty
            case "x-road-security-server": .securityServer
            case "x-road-request-id": .requestID
            case "x-road-request-hash": .requestHash
            case "x-road-error": .error
            case "cabildo-purpose": .purpose
            case "cabildo-declared": .declared
            case "cabildo-receipt": .receipt
            case "cabildo-provider-receipt": .providerReceipt
            default: .unknown
            }
    }

    /// The lower-case name under which the exchange sends the header.
    public var name: String {
        switch self {
        case .client: "x-road-client"
        case .service: "x-road-service"
        case .messageID: "x-road-id"
        case .userID: "x-road-userid"
        case .issue: "x-road-issue"
        case .representedParty: "x-road-represented-party"
        case .securityServer: "x-road-security-server"
        case .requestID: "x-road-request-id"
        case .requestHash: "x-road-request-hash"
        case .error: "x-road-error"
        case .purpose: "cabildo-purpose"
        case .declared: "cabildo-declared"
        case .receipt: "cabildo-receipt"
        case .providerReceipt: "cabildo-provider-receipt"
        case .unknown: "unknown"
        }
    }
}
