/// How much, how many and how long: the bounds on everything a client sends.
public struct WebLimits: Sendable, Hashable {
    /// The longest time from the opening of a connection to the end of its first request's head,
    /// the TLS handshake included.
    public var headTimeout: Duration = .seconds(10)
    /// The longest time from a request's head to the end of its body, however steadily it drips.
    public var bodyTimeout: Duration = .seconds(30)
    /// The longest time from a request's head to its response's head.
    public var handlerTimeout: Duration = .seconds(30)
    /// The longest time from a response to the end of the next request's head.
    public var idleTimeout: Duration = .seconds(60)
    /// The longest time a client may leave a full send buffer unread.
    public var stallTimeout: Duration = .seconds(60)
    /// The longest time to wait for the client to close after the last answer of a connection.
    public var lingerTimeout: Duration = .seconds(2)
    /// The longest time for requests in flight to end after a shutdown was asked for.
    public var drainTimeout: Duration = .seconds(20)
    /// The most bytes of a request's body where its route says nothing else.
    public var maximumBodyBytes = 1024 * 1024
    /// Other limits on bodies, by route pattern, such as `/entries`.
    public var bodyExceptions: [String: Int] = [:]
    /// The most bytes of a request's header fields.
    public var maximumHeaderBytes = 32 * 1024
    /// The most header fields of a request.
    public var maximumHeaderCount = 100
    /// The most bytes read and thrown away after the last answer of a connection.
    public var maximumLingerBytes = 64 * 1024
    /// The most connections at a time; further ones wait in the system's queue.
    public var maximumConnections = 1024

    /// The default bounds.
    public init() {}

    /// The largest body that any route takes.
    var largestBodyBytes: Int { bodyExceptions.values.reduce(maximumBodyBytes, max) }
}
