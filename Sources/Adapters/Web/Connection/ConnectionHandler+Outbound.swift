internal import NIOCore
internal import NIOHTTP1

extension ConnectionHandler {
    func write(
        context: ChannelHandlerContext,
        data: NIOAny,
        promise: EventLoopPromise<Void>?
    ) {
        if isLingering {
            promise?.fail(ConnectionCut.closing)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head) where !(100..<200).contains(head.status.code):
            hasResponseBegun = true
            // Answered before the body had come, or to no request at all: the last answer.
            if !isRequestComplete || !isServing { mustClose = true }
            if RequestHeadRules.tokens(head.headers["connection"]).contains("close") {
                mustClose = true
            }
            // The encoder then ends a body of unknown length by closing, instead of by chunks.
            if isOldRequest { head.version = .http1_0 }
            if mustClose { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where mustClose:
            isServing = false
            linger(context, lastPart: data, promise)
        case .end:
            isServing = false
            context.write(data, promise: promise)
            inputTimer?.set(limits.idleTimeout) { context.close(promise: nil) }
            if !held.isEmpty {
                context.eventLoop.assumeIsolated().execute { [self] in passHeld(context) }
            }
        default:
            context.write(data, promise: promise)
        }
    }

    func close(
        context: ChannelHandlerContext,
        mode: CloseMode,
        promise: EventLoopPromise<Void>?
    ) {
        switch mode {
        case .output where mustClose || isLingering:
            promise?.succeed()
        case .all where isLingering:
            // Closing now would throw away the answer if the client is still sending
            // (RFC 9112, section 9.6); the linger timer closes.
            if let promise { context.channel.closeFuture.cascade(to: promise) }
        default:
            context.close(mode: mode, promise: promise)
        }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext,
        event: Any,
        promise: EventLoopPromise<Void>?
    ) {
        if event is ForceClose {
            context.close(promise: promise)
        } else {
            context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    /// Answers with a problem by itself and closes.
    func refuse(
        _ context: ChannelHandlerContext,
        _ problem: ProblemDetails,
        isHead: Bool = false
    ) {
        let body = ByteBuffer(string: problem.json)
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: problem.status),
            headers: [
                "content-type": "application/problem+json",
                "x-content-type-options": "nosniff",
                "content-length": String(body.readableBytes),
                "connection": "close",
            ]
        )
        metrics?.refused.increment([problem.code])
        hasResponseBegun = true
        mustClose = true
        isServing = false
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        linger(context, lastPart: wrapOutboundOut(.end(nil)), nil)
    }

    /// Writes the last part, closes the sending side and waits a bounded time for the client.
    private func linger(
        _ context: ChannelHandlerContext,
        lastPart: NIOAny,
        _ promise: EventLoopPromise<Void>?
    ) {
        isLingering = true
        held.removeAll()
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success where !isInputClosed:
                context.close(mode: .output, promise: nil)
                inputTimer?.set(limits.lingerTimeout) { context.close(promise: nil) }
            default:
                context.close(promise: nil)
            }
        }
        inputTimer?.set(limits.stallTimeout) { context.close(promise: nil) }
        context.writeAndFlush(lastPart, promise: written)
        read(context: context)
    }
}
