internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// Keeps one HTTP/1 connection within the protocol and within its limits.
///
/// It stands between NIO's parser and Hummingbird and does what Hummingbird leaves out: HTTP/1.0
/// connections are closed, `Connection` is read as a list, `Expect` is answered, Host is checked,
/// every phase has a deadline, and a connection whose request was answered before its body had
/// come is closed instead of being read to the end.
///
/// INVARIANT: at most one request is below this handler at a time; what a client sends ahead is
/// held back, and reading stops while something is held.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    let connection: WebConnection
    let limits: WebLimits
    let isTLS: Bool
    let metrics: ConnectionMetrics?

    /// A request was passed on and its response has not ended.
    var isServing = false
    /// The end of the current request has come.
    var isRequestComplete = true
    /// The current request came in HTTP/1.0, which has no transfer codings.
    var isOldRequest = false
    /// The head of the final response was written.
    var hasResponseBegun = false
    /// The current response is the last one.
    var mustClose = false
    /// The last response was written; what still comes is thrown away.
    var isLingering = false
    var isInputClosed = false
    var isHandshakeDone = false
    var lingeringBytes = 0
    var held = CircularBuffer<HTTPServerRequestPart>()
    var isReadHeld = false
    var inputTimer: DeadlineTimer?
    var outputTimer: DeadlineTimer?

    init(
        connection: WebConnection,
        limits: WebLimits,
        isTLS: Bool,
        metrics: ConnectionMetrics?
    ) {
        self.connection = connection
        self.limits = limits
        self.isTLS = isTLS
        self.metrics = metrics
    }

    func handlerAdded(context: ChannelHandlerContext) {
        inputTimer = DeadlineTimer(context.eventLoop)
        outputTimer = DeadlineTimer(context.eventLoop)
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stopTimers() }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimers()
        context.fireChannelInactive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        inputTimer?.set(limits.headTimeout) { [self] in headIsLate(context) }
    }

    private func stopTimers() {
        inputTimer?.cancel()
        outputTimer?.cancel()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted:
            isHandshakeDone = true
            let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            if let der = try? certificate?.toDERBytes() { connection.setPeerCertificate(der) }
        case is ChannelShouldQuiesceEvent:
            if isServing { mustClose = true }
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if isLingering { return context.close(promise: nil) }
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            outputTimer?.clear()
        } else {
            outputTimer?.set(limits.stallTimeout) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, !isLingering {
            // What follows a whole request does not spoil its answer.
            if hasResponseBegun || (isServing && isRequestComplete) {
                mustClose = true
            } else {
                refuse(context, Self.problem(of: error))
            }
        }
        context.fireErrorCaught(error)
    }

    private static func problem(of error: any Error) -> ProblemDetails {
        if case HTTPParserError.headerOverflow = error {
            ProblemDetails(status: 431, code: "header_fields_too_large")
        } else {
            ProblemDetails(status: 400, code: "malformed_request")
        }
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}
