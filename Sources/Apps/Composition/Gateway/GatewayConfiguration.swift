public import Governance

/// The configuration of an institution's gateway, as its file says it.
public struct GatewayConfiguration: Decodable, Hashable, Sendable {
    /// The institution that runs the gateway.
    public let institution: InstitutionID
    /// Where the register's log is read, such as `https://register.example/log`.
    public let log: String
    /// The log's verifier key; the one thing that is trusted.
    public let logKey: String
    /// The folder for the copy of the log and the name of the chain of records.
    public let data: String
    /// The database of the records of calls, `sqlite:PATH` or `postgres://HOST/NAME`; a SQLite file
    /// in the folder when left out.
    public var database: String?
    /// The gateway's certificate, PEM.
    public let certificate: String
    /// The gateway's private key, PEM.
    public let privateKey: String
    /// The certificate of the exchange's authority, PEM.
    public let authority: String
    /// Where the institution's own systems call: a loopback address with port.
    public let consumer: String?
    /// Where other gateways call, with port.
    public let provider: String?
    /// Where health and metrics are served; nowhere when left out.
    public let operations: String?
    /// The gateways of other institutions, host and port by institution.
    public let peers: [String: String]
    /// The services that the institution provides: the address of each behind this gateway.
    public let services: [String: String]
    /// How often the log is read; every second when left out.
    public let poll: Span?
    /// Whether errors carry the type names of X-Road before 7.8.
    public let legacyFaults: Bool

    /// Makes a configuration.
    public init(
        institution: InstitutionID,
        log: String,
        logKey: String,
        data: String,
        database: String? = nil,
        certificate: String,
        privateKey: String,
        authority: String,
        consumer: String? = nil,
        provider: String? = nil,
        operations: String? = nil,
        peers: [String: String] = [:],
        services: [String: String] = [:],
        poll: Span? = nil,
        legacyFaults: Bool = false
    ) {
        self.institution = institution
        self.log = log
        self.logKey = logKey
        self.data = data
        self.database = database
        self.certificate = certificate
        self.privateKey = privateKey
        self.authority = authority
        self.consumer = consumer
        self.provider = provider
        self.operations = operations
        self.peers = peers
        self.services = services
        self.poll = poll
        self.legacyFaults = legacyFaults
    }
}
