public import Hummingbird
public import NIOCore

/// What a handler knows about its request besides the request itself.
public struct WebContext: RequestContext {
    /// The router's own storage: path parameters, logger.
    public var coreContext: CoreRequestContextStorage
    /// The connection's channel.
    public let channel: any Channel
    /// What is known about the connection.
    public let connection: WebConnection
    /// The request's identifier, for logs and problems.
    public internal(set) var requestID: String
    /// The request's place in a distributed trace.
    public internal(set) var trace: TraceContext
    /// The most bytes of this request's body.
    public internal(set) var maximumBodyBytes: Int

    /// Makes the context of a request that has just arrived.
    ///
    /// - Parameter source: the channel and the logger.
    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        connection =
            WebConnection.current
            ?? WebConnection(remoteAddress: source.channel.remoteAddress?.ipAddress)
        requestID = ""
        trace = TraceContext(traceID: "", spanID: "", flags: 0)
        maximumBodyBytes = WebLimits().maximumBodyBytes
    }

    /// The most bytes a decoder reads: the same as the limit on the body.
    public var maxUploadSize: Int { maximumBodyBytes }
}
