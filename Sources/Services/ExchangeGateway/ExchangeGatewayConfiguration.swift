public import DataExchange

/// The settings of a gateway.
public struct ExchangeGatewayConfiguration: Sendable {
    /// The institution that runs the gateway.
    public var institution: InstitutionIdentity
    /// The members of the exchange that the institution is.
    public var members: Set<MemberIdentifier>
    /// The gateway's own name, compared with `X-Road-Security-Server` if a caller sends it.
    public var securityServer: SecurityServerIdentifier?
    /// The certificate, its key and the trusted roots.
    public var credentials: GatewayCredentials
    /// Where the institution's own systems call, in plaintext; a literal loopback address.
    public var consumerEdge: NetworkAddress?
    /// Where other gateways call, over mutual TLS.
    public var providerEdge: NetworkAddress?
    /// The services that the gateway offers and where their applications listen.
    public var services: [ServiceIdentifier: ProviderService] = [:]
    /// Whether an application may listen elsewhere than on a literal loopback address.
    public var allowsPlaintextToOtherHosts = false
    /// The form of the type strings in errors.
    public var faultStyle: ExchangeFault.TypeStyle = .lowerCase
    /// Bounds on what is accepted.
    public var limits = Limits()
    /// Bounds on time.
    public var timeouts = Timeouts()
    /// The number of event loops; nil takes one a core.
    public var threads: Int?

    /// Creates settings without edges, services or members.
    public init(
        institution: InstitutionIdentity,
        members: Set<MemberIdentifier>,
        credentials: GatewayCredentials
    ) {
        self.institution = institution
        self.members = members
        self.credentials = credentials
    }
}

extension ExchangeGatewayConfiguration {
    /// Bounds on what is accepted.
    public struct Limits: Sendable, Hashable {
        /// The most connections at once at each edge; more are closed at once.
        public var connections = 4_096
        /// The largest head of a request or answer in bytes.
        public var headBytes = 32_768
        /// The most header fields in a head.
        public var headerFields = 100
        /// The most records that wait to be made durable.
        public var waitingRecords = 8_192

        /// The default bounds.
        public init() {}
    }

    /// Bounds on time, all in milliseconds.
    public struct Timeouts: Sendable, Hashable {
        /// To connect to the other side, handshake included.
        public var connect: Int64 = 5_000
        /// From the start of a connection to the end of its first head, handshake included.
        public var head: Int64 = 10_000
        /// From the end of one call to the end of the next head.
        public var keepAlive: Int64 = 60_000
        /// In a call without a byte moving either way.
        public var idle: Int64 = 60_000
        /// For a record to be made durable.
        public var record: Int64 = 60_000
        /// For a whole call, the time for records apart.
        public var whole: Int64 = 3_600_000
        /// Between an early answer and the end of the connection.
        public var linger: Int64 = 1_000
        /// An unused connection to another gateway is kept this long.
        public var peerReuse: Int64 = 30_000
        /// An unused connection to an application is kept this long.
        public var applicationReuse: Int64 = 4_000
        /// A connection takes no new call after this age, so that identities are checked again.
        public var connectionAge: Int64 = 3_600_000
        /// Calls under way at a shutdown may go on this long.
        public var shutdown: Int64 = 20_000
        /// How often the bounds are looked at.
        public var tick: Int64 = 250

        /// The default bounds.
        public init() {}
    }
}
