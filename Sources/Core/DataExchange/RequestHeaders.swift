/// The headers of a call, read and checked.
public struct RequestHeaders: Sendable, Equatable {
    /// The caller.
    public private(set) var client: ClientIdentifier
    /// The consumer's identifier of the message, if it sent one.
    public private(set) var messageID: String?
    /// The identifier that the consumer's gateway gave the request; only at the provider.
    public private(set) var requestID: String?
    /// The gateway that the caller pins, if any.
    public private(set) var securityServer: SecurityServerIdentifier?
    /// The purpose stated.
    public private(set) var purpose: String?
    /// What is declared about the call, read.
    public private(set) var declaration: CallDeclaration?
    /// What is declared about the call, as received.
    public private(set) var declared: String?
    /// The values of `Accept`, in order.
    public private(set) var accept: [String] = []
    /// The fields to send on, in the order and case received, identifiers in canonical form.
    public private(set) var forwarded: [HeaderField] = []

    /// Bounds on the values of reserved headers, in bytes.
    public enum Limit {
        /// The longest message or request identifier.
        public static let identifier = 255
        /// The longest purpose.
        public static let purpose = 256
        /// The longest user identifier or issue.
        public static let text = 1_024
    }

    /// Reads the headers of a request.
    ///
    /// - Parameters:
    ///   - fields: Name and value pairs as received.
    ///   - role: The edge that reads. A consumer's gateway drops `X-Road-Request-Id`; a provider's
    ///     requires it.
    /// - Throws: ``MalformedMessage`` if the client is absent, a reserved header occurs twice or
    ///   one has a bad value.
    public init(
        reading fields: some Sequence<(name: String, value: String)>,
        at role: ExchangeRole
    ) throws(MalformedMessage) {
        let options = ConnectionOptions(fields)
        var seen: [ReservedHeader] = []
        var client: ClientIdentifier?
        var hosts = 0
        var kept: [HeaderField] = []
        var reserved: [(ReservedHeader, String)] = []
        for (name, value) in fields {
            try HeaderField.check(name: name, value: value)
            switch HeaderClass(name: name) {
            case .dropped:
                hosts += ASCIIText.equalsIgnoringCase(name, "host") ? 1 : 0
            case .passed:
                if !options.nominate(name) {
                    kept.append(HeaderField(name, value))
                }
                if ASCIIText.equalsIgnoringCase(name, "accept") {
                    accept.append(value)
                }
            case .reserved(.unknown):
                continue
            case .reserved(let header):
                guard !seen.contains(header) else {
                    throw MalformedMessage(
                        .repeatedHeader,
                        "header `\(header.name)` occurs more than once",
                        header: header.name
                    )
                }
                seen.append(header)
                if let value = try Self.checked(header, value, role, &client) {
                    kept.append(HeaderField(Self.sentName(name, header), value))
                    reserved.append((header, value))
                }
            }
        }
        guard hosts == 1 else {
            throw MalformedMessage(
                hosts == 0 ? .missingHeader : .repeatedHeader,
                "header `host` must occur once",
                header: "host"
            )
        }
        guard let client else {
            throw Self.missing(.client)
        }
        self.client = client
        forwarded = kept
        for (header, value) in reserved {
            try keep(header, value)
        }
        if role == .provider, requestID == nil {
            throw Self.missing(.requestID)
        }
    }

    private mutating func keep(
        _ header: ReservedHeader,
        _ value: String
    ) throws(MalformedMessage) {
        switch header {
        case .messageID: messageID = value
        case .requestID: requestID = value
        case .purpose: purpose = value
        case .declared:
            declaration = try CallDeclaration(parsing: value)
            declared = value
        case .securityServer: securityServer = try SecurityServerIdentifier(parsing: value)
        default: break
        }
    }

    private static func missing(_ header: ReservedHeader) -> MalformedMessage {
        MalformedMessage(
            .missingHeader,
            "header `\(header.name)` is missing",
            header: header.name
        )
    }

    private static func sentName(_ name: String, _ header: ReservedHeader) -> String {
        // GovStack's two names for the client become the one that providers know.
        header == .client && !ASCIIText.equalsIgnoringCase(name, "x-road-client")
            ? "X-Road-Client" : name
    }

    /// The value to send on, or nil if the header is not sent on.
    private static func checked(
        _ header: ReservedHeader,
        _ value: String,
        _ role: ExchangeRole,
        _ client: inout ClientIdentifier?
    ) throws(MalformedMessage) -> String? {
        do throws(MalformedMessage) {
            switch header {
            case .client:
                let parsed = try ClientIdentifier(parsing: value)
                client = parsed
                return parsed.description
            case .securityServer:
                return try SecurityServerIdentifier(parsing: value).description
            case .representedParty:
                let parts = try IdentifierPath.parts(of: value, count: 1...2)
                return parts.count == 1
                    ? IdentifierPath.text(parts[0]) : IdentifierPath.text(parts[0], parts[1])
            case .messageID:
                return try visible(value, Limit.identifier)
            case .requestID:
                return role == .provider ? try visible(value, Limit.identifier) : nil
            case .purpose:
                return try visible(value, Limit.purpose)
            case .declared:
                _ = try CallDeclaration(parsing: value)
                return value
            case .userID, .issue:
                guard value.utf8.count <= Limit.text else {
                    throw MalformedMessage(.tooLong, "the value exceeds \(Limit.text) bytes")
                }
                return value
            case .service, .requestHash, .error, .receipt, .providerReceipt, .unknown:
                return nil
            }
        } catch {
            throw error.inHeader(header.name)
        }
    }

    private static func visible(
        _ value: String,
        _ limit: Int
    ) throws(MalformedMessage) -> String {
        guard (1...limit).contains(value.utf8.count),
            value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw MalformedMessage(
                .badHeader,
                "the value must be 1 to \(limit) visible ASCII characters"
            )
        }
        return value
    }
}
