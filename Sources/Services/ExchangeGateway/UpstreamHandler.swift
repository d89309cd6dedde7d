internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import NIOTLS

/// One connection to another gateway or an application; carries one call at a time.
final class UpstreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    let destination: UpstreamDestination
    var idleSince = NIODeadline.uptimeNanoseconds(0)

    /// The pool that keeps the connection between calls.
    weak var pool: UpstreamPool?

    /// The connection whose call is being carried.
    private(set) weak var front: FrontHandler?

    /// Whether a call was carried before the present one.
    private(set) var wasUsedBefore = false

    /// Whether anything of the present answer has arrived.
    private(set) var hasAnswered = false

    private let gateway: GatewayContext
    private var context: ChannelHandlerContext?
    private var isReadHeld = false
    private var isReusable = true
    private var readiness: Result<Void, UpstreamFailure>?
    private var onReady: ((Result<Void, UpstreamFailure>) -> Void)?

    init(_ destination: UpstreamDestination, gateway: GatewayContext) {
        self.destination = destination
        self.gateway = gateway
    }

    // MARK: The pool's and the call's side

    /// Calls back once, when the handshake is done and the institution is the one expected.
    func whenReady(_ body: @escaping (Result<Void, UpstreamFailure>) -> Void) {
        if destination.institution == nil, context?.channel.isActive == true {
            settle(.success(()))
        }
        if let readiness {
            body(readiness)
        } else {
            onReady = body
        }
    }

    func begin(for front: FrontHandler) {
        self.front = front
        hasAnswered = false
        isReusable = true
    }

    var isWritable: Bool {
        context?.channel.isWritable ?? false
    }

    func send(_ part: HTTPClientRequestPart) {
        context?.write(wrapOutboundOut(part), promise: nil)
    }

    func flush() {
        context?.flush()
    }

    func resumeReading() {
        if isReadHeld, front?.acceptsAnswer ?? true {
            isReadHeld = false
            context?.read()
        }
    }

    /// Gives the connection back after a call that ended well, or ends it.
    func finish(isRequestSent: Bool) {
        front = nil
        wasUsedBefore = true
        if isReusable, isRequestSent, let pool, context?.channel.isActive == true {
            pool.release(self)
            resumeReading()
        } else {
            close()
        }
    }

    func close() {
        front = nil
        pool?.forget(self)
        context?.close(promise: nil)
    }

    // MARK: The channel's side

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted = event as? TLSUserEvent {
            checkIdentity(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let front else {
            // Nothing is owed on an unused connection.
            close()
            return
        }
        hasAnswered = true
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReusable = head.isKeepAlive
            front.answerHead(head)
        case .body(let buffer):
            front.answerBody(buffer)
        case .end:
            front.answerEnd()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        front?.flushAnswer()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if front?.acceptsAnswer ?? true {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            front?.resumeReading()
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.brokenOff)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        gateway.logger.debug(
            "connection to the other side failed",
            metadata: ["address": "\(destination.address)", "error": "\(error)"]
        )
        let isEnd = error as? HTTPParserError == .invalidEOFState
        let isForeign = error is HTTPParserError || error is NIOHTTPDecoderError
        fail(isForeign && !isEnd ? .notHTTP : .brokenOff)
        context.close(promise: nil)
    }

    private func fail(_ failure: UpstreamFailure) {
        settle(.failure(.unreachable))
        pool?.forget(self)
        let front = front
        self.front = nil
        front?.answerFailed(failure, from: self)
    }

    private func settle(_ outcome: Result<Void, UpstreamFailure>) {
        guard readiness == nil else {
            return
        }
        readiness = outcome
        let onReady = onReady
        self.onReady = nil
        onReady?(outcome)
    }

    private func checkIdentity(_ context: ChannelHandlerContext) {
        do {
            let tls = try context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
            guard try PeerIdentity.read(tls.peerCertificate) == destination.institution else {
                throw PeerIdentity.Absent(reason: "the certificate names another institution")
            }
            settle(.success(()))
        } catch {
            gateway.counters.identitiesRefused.count()
            gateway.logger.warning(
                "gateway is not the institution expected",
                metadata: ["address": "\(destination.address)", "error": "\(error)"]
            )
            settle(.failure(.wrongIdentity))
            close()
        }
    }
}
