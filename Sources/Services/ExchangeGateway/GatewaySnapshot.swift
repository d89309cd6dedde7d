/// The counters of a gateway at one moment, since its start unless said otherwise.
public struct GatewaySnapshot: Sendable, Hashable {
    /// Connections open now, both edges.
    public let connectionsOpen: Int
    /// Connections accepted.
    public let connectionsAccepted: Int
    /// Connections closed at once because too many were open.
    public let connectionsRefused: Int
    /// Connections whose certificate names no institution, or gateways that were not who they
    /// should be.
    public let identitiesRefused: Int
    /// Calls under way now.
    public let callsUnderWay: Int
    /// Requests whose head arrived.
    public let calls: Int
    /// Calls permitted.
    public let permitted: Int
    /// Calls denied by a ruling.
    public let denied: Int
    /// Requests refused because of their form.
    public let malformed: Int
    /// Calls that ended in a fault of the exchange other than a denial.
    public let faults: Int
    /// Calls ended because a time ran out.
    public let timeouts: Int
    /// Calls broken off after their answer had started.
    public let brokenOff: Int
    /// Records made durable.
    public let recordsWritten: Int
    /// Records that could not be made durable.
    public let recordsFailed: Int
    /// Connections opened to other gateways and applications.
    public let upstreamOpened: Int
    /// Calls sent on a connection used before.
    public let upstreamReused: Int
    /// Body bytes read from callers.
    public let requestBytes: Int
    /// Body bytes of answers read from the other side.
    public let responseBytes: Int
}
