internal import DataExchange
internal import Logging
internal import NIOHTTP1
internal import NIOSSL

/// What all connections of a gateway share.
final class GatewayContext: Sendable {
    let configuration: ExchangeGatewayConfiguration
    let decide: @Sendable (ExchangeCall) -> ExchangeDecision
    let directory: @Sendable (MemberIdentifier) -> DirectoryEntry?
    let clock: @Sendable () -> Int64
    let counters: GatewayCounters
    let records: RecordQueue
    let serverTLS: NIOSSLContext
    let clientTLS: NIOSSLContext
    let logger: Logger

    init(
        configuration: ExchangeGatewayConfiguration,
        decide: @escaping @Sendable (ExchangeCall) -> ExchangeDecision,
        directory: @escaping @Sendable (MemberIdentifier) -> DirectoryEntry?,
        record: @escaping @Sendable ([CallRecord]) async throws -> Void,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.decide = decide
        self.directory = directory
        self.clock = clock
        self.logger = logger
        counters = GatewayCounters()
        records = RecordQueue(
            capacity: configuration.limits.waitingRecords,
            counters: counters,
            write: record
        )
        serverTLS = try configuration.credentials.serverContext()
        clientTLS = try configuration.credentials.clientContext()
    }

    /// The bounds of an HTTP parser.
    ///
    /// - Parameter isBetweenGateways: Whether the other side is a gateway, which adds its own
    ///   headers to what it accepted.
    /// - Returns: The bounds.
    func decoderLimits(isBetweenGateways: Bool) -> NIOHTTPDecoderLimitConfiguration {
        let ownBytes = isBetweenGateways ? 8_192 : 0
        let ownFields = isBetweenGateways ? 16 : 0
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.limits.headBytes + ownBytes
        limits.maxHeaderListSize = configuration.limits.headBytes + ownBytes
        limits.maxHeaderFieldCount = configuration.limits.headerFields + ownFields
        return limits
    }
}
