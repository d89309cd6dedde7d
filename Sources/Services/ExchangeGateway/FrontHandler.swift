internal import DataExchange
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// One connection from a caller; carries one call at a time.
///
/// A body is read only as fast as the other side takes it, and not at all before the call is
/// permitted. All state is touched on the channel's event loop only.
final class FrontHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    enum Phase {
        /// Between two calls.
        case waiting(since: NIODeadline)
        /// A call is under way.
        case calling(Call)
        /// The answer has gone out before the end of a request without a body was seen.
        case discarding
        /// The last answer has gone out; the connection ends at the deadline at the latest.
        case closing(deadline: NIODeadline)
    }

    let role: ExchangeRole
    let loop: LoopState
    let opened: NIODeadline
    var gateway: GatewayContext { loop.gateway }
    var counters: GatewayCounters { loop.gateway.counters }

    /// The institution that the verified certificate names; set once, at the provider edge only.
    private(set) var peer: InstitutionIdentity?

    var phase: Phase
    var context: ChannelHandlerContext?
    private var hasServed = false
    private var isReadHeld = false

    /// Parts of later requests that arrived during a call.
    ///
    /// One buffer at most, since nothing more is read while there are any. While there are none
    /// reading goes on, so that the end of the connection is seen during a call.
    private var pipelined = CircularBuffer<HTTPServerRequestPart>()
    private var isReplaying = false

    init(role: ExchangeRole, loop: LoopState) {
        self.role = role
        self.loop = loop
        opened = loop.eventLoop.now
        phase = .waiting(since: opened)
    }

    var call: Call? {
        if case .calling(let call) = phase {
            return call
        }
        return nil
    }

    /// Whether the connection must end after the present call.
    var mustCloseAfterCall: Bool {
        let age = TimeAmount.milliseconds(gateway.configuration.timeouts.connectionAge)
        return loop.isDraining || loop.now - opened > age
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if role == .provider, case .handshakeCompleted = event as? TLSUserEvent {
            do {
                let tls = try context.pipeline.syncOperations
                    .handler(type: NIOSSLServerHandler.self)
                peer = try PeerIdentity.read(tls.peerCertificate)
            } catch {
                counters.identitiesRefused.count()
                gateway.logger.warning(
                    "certificate names no institution",
                    metadata: ["error": "\(error)"]
                )
                // What came with the handshake is never looked at.
                phase = .closing(deadline: loop.now)
                context.close(promise: nil)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if pipelined.isEmpty, !mustWait {
            handle(part)
        } else {
            pipelined.append(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        call?.upstream?.flush()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if acceptsRequest {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            call?.upstream?.resumeReading()
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        callerGone()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        gateway.logger.debug("connection from a caller failed", metadata: ["error": "\(error)"])
        if error is HTTPParserError {
            parsingFailed()
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: Requests in turn

    /// Takes up what arrived during the call that has now ended.
    func replay() {
        guard !isReplaying else {
            return
        }
        isReplaying = true
        while !mustWait, let part = pipelined.popFirst() {
            handle(part)
        }
        isReplaying = false
        call?.upstream?.flush()
        resumeReading()
    }

    private var mustWait: Bool {
        call?.isRequestEnded ?? false
    }

    private func handle(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            if case .waiting = phase {
                hasServed = true
                begin(head)
            }
        case .body(let buffer):
            requestBody(buffer)
        case .end:
            requestEnd()
        }
    }

    // MARK: Back-pressure

    /// Whether more of the request may be read.
    private var acceptsRequest: Bool {
        switch phase {
        case .waiting, .discarding:
            true
        case .calling(let call) where call.isRequestEnded:
            pipelined.isEmpty
        case .calling(let call):
            call.upstream?.isWritable ?? false
        case .closing:
            false
        }
    }

    /// Whether more of the answer may be read.
    var acceptsAnswer: Bool {
        guard let call, call.stage != .recording else {
            return false
        }
        return context?.channel.isWritable ?? false
    }

    func resumeReading() {
        if isReadHeld, acceptsRequest {
            isReadHeld = false
            context?.read()
        }
    }

    // MARK: Deadlines

    func checkDeadlines(_ now: NIODeadline) {
        let timeouts = gateway.configuration.timeouts
        switch phase {
        case .waiting(let since):
            let limit = hasServed ? timeouts.keepAlive : timeouts.head
            if now - since > .milliseconds(limit) {
                context?.close(promise: nil)
            }
        case .calling(let call):
            let isOver =
                call.stage == .recording
                ? now - call.recordingSince > .milliseconds(timeouts.record)
                : now - call.started > .milliseconds(timeouts.whole)
                    || now - call.lastActivity > .milliseconds(timeouts.idle)
            if isOver {
                timedOut(call)
            }
        case .discarding:
            break
        case .closing(let deadline):
            if now > deadline {
                context?.close(promise: nil)
            }
        }
    }

    func drain() {
        if case .waiting = phase {
            context?.close(promise: nil)
        }
    }

    /// Ends the connection whatever is under way.
    func abort() {
        context?.close(promise: nil)
    }
}
