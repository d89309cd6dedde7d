public import CanonicalJSON

/// A typed reason why the exchange itself could not carry a call.
///
/// Faults of the provider's own application are not faults in this sense: they pass through
/// unchanged. The type strings and the status follow the X-Road REST protocol, section 4.6, and
/// the proxy's code where the two differ.
public struct ExchangeFault: Error, Sendable, Equatable {
    /// Which party of the exchange met the fault.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        /// The request was not acceptable as HTTP at all.
        case client
        /// The gateway at the consumer.
        case clientProxy
        /// The gateway at the provider.
        case serverProxy
    }

    /// The form of the type strings; X-Road changed it in version 7.8.0.
    public enum TypeStyle: String, Sendable, Hashable, CaseIterable {
        /// `server.clientproxy.access_denied`, X-Road 7.8.0 and later.
        case lowerCase
        /// `Server.ClientProxy.AccessDenied`, X-Road 7.7 and earlier.
        case camelCase
    }

    /// Which party met the fault.
    public var origin: Origin

    /// A stable code, parts joined by a full stop, such as `service_failed.network_error`.
    public var code: Code

    /// One sentence for a person, lower case, without a full stop.
    public var message: String

    /// An identifier or a short text that helps to find the case in a log.
    public var detail: String

    /// Members beyond X-Road's own, in JSON form only: reason code, citations, granting body.
    public var extra: JSON?

    /// Creates a fault.
    public init(
        _ origin: Origin,
        _ code: Code,
        _ message: String,
        detail: String = "",
        extra: JSON? = nil
    ) {
        self.origin = origin
        self.code = code
        self.message = message
        self.detail = detail
        self.extra = extra
    }

    /// The HTTP status of the answer: 400 for the client's own fault, otherwise 500.
    ///
    /// X-Road answers 500 whenever the type starts with `server.`, so an unknown service and a
    /// denied access are 500 too.
    public var status: Int {
        origin == .client ? 400 : 500
    }

    /// The type string, in the style asked for.
    public func type(_ style: TypeStyle = .lowerCase) -> String {
        let prefix =
            switch (origin, style) {
            case (.client, .lowerCase): "client"
            case (.clientProxy, .lowerCase): "server.clientproxy"
            case (.serverProxy, .lowerCase): "server.serverproxy"
            case (.client, .camelCase): "Client"
            case (.clientProxy, .camelCase): "Server.ClientProxy"
            case (.serverProxy, .camelCase): "Server.ServerProxy"
            }
        return prefix + "." + (style == .lowerCase ? code.rawValue : code.camelCase)
    }
}
