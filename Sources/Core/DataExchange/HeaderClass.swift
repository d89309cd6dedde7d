/// What the exchange does with a header of a given name.
public enum HeaderClass: Sendable, Hashable {
    /// Passed on unchanged.
    case passed
    /// Never passed on: it belongs to one connection, or claims to name the sender's network.
    case dropped
    /// One of the exchange's own headers.
    case reserved(ReservedHeader)

    /// Classifies a name, without regard to the case of letters.
    ///
    /// Dropped are the hop-by-hop fields of RFC 9110, section 7.6.1, the further fields that X-Road
    /// drops, and `Forwarded` and `X-Forwarded-…`, which a provider might take for the gateway's
    /// word. Every other name that starts with `x-road-` or `cabildo-` is reserved.
    public init(name: String) {
        let bytes = name.utf8
        guard let first = bytes.first.map(ASCIIText.lowercased) else {
            self = .dropped
            return
        }
        switch first {
        case UInt8(ascii: "x"), UInt8(ascii: "i"):
            self = Self.prefixed(name)
        case UInt8(ascii: "c"):
            if Self.isDropped(name) {
                self = .dropped
            } else {
                self = Self.prefixed(name)
            }
        case UInt8(ascii: "t"), UInt8(ascii: "k"), UInt8(ascii: "p"), UInt8(ascii: "u"),
            UInt8(ascii: "h"), UInt8(ascii: "s"), UInt8(ascii: "e"), UInt8(ascii: "f"):
            self = Self.isDropped(name) ? .dropped : .passed
        default:
            self = .passed
        }
    }

    private static let droppedNames: [StaticString] = [
        "connection", "content-length", "transfer-encoding", "keep-alive", "host", "user-agent",
        "te", "trailer", "upgrade", "expect", "server", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "proxy-authentication-info", "forwarded",
    ]

    private static func isDropped(_ name: String) -> Bool {
        droppedNames.contains { ASCIIText.equalsIgnoringCase(name, $0) }
    }

    private static func prefixed(_ name: String) -> HeaderClass {
        let lower = String(decoding: name.utf8.map(ASCIIText.lowercased), as: UTF8.self)
        if lower.hasPrefix("x-road-") || lower.hasPrefix("cabildo-")
            || lower == "x-govstack-client" || lower == "information-mediator-client"
        {
            return .reserved(ReservedHeader(lowercasedName: lower))
        }
        return lower.hasPrefix("x-forwarded-") || lower == "x-real-ip" ? .dropped : .passed
    }
}
