internal import NIOCore
internal import NIOHTTP1

extension ConnectionHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isLingering {
            throwAway(part)
        } else if !held.isEmpty || (isServing && isRequestComplete) {
            held.append(part)
        } else {
            pass(part, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody below asks for more once the request is answered.
        if isLingering { read(context: context) }
    }

    /// Stops reading while a request is held back or enough was thrown away.
    func read(context: ChannelHandlerContext) {
        if isLingering {
            if lingeringBytes < limits.maximumLingerBytes { context.read() }
        } else if held.isEmpty {
            context.read()
        } else {
            isReadHeld = true
        }
    }

    func passHeld(_ context: ChannelHandlerContext) {
        while !isLingering, !(isServing && isRequestComplete), let part = held.popFirst() {
            pass(part, context)
        }
        context.fireChannelReadComplete()
        if held.isEmpty, isReadHeld {
            isReadHeld = false
            context.read()
        }
    }

    private func throwAway(_ part: HTTPServerRequestPart) {
        guard case .body(let bytes) = part else { return }
        lingeringBytes += bytes.readableBytes
        connection.countBodyBytes(bytes.readableBytes)
    }

    private func pass(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head): passHead(head, context)
        case .body(let bytes):
            connection.countBodyBytes(bytes.readableBytes)
            context.fireChannelRead(wrapInboundOut(part))
        case .end:
            isRequestComplete = true
            inputTimer?.clear()
            context.fireChannelRead(wrapInboundOut(part))
        }
    }

    private func passHead(_ received: HTTPRequestHead, _ context: ChannelHandlerContext) {
        inputTimer?.clear()
        hasResponseBegun = false
        isRequestComplete = false
        isOldRequest = received.version.minor == 0
        switch RequestHeadRules.check(received) {
        case .refuse(let problem):
            refuse(context, problem, isHead: received.method == .HEAD)
        case .accept(let close, let expectsContinue):
            isServing = true
            mustClose = close
            var head = received
            if close { head.headers.replaceOrAdd(name: "connection", value: "close") }
            head.headers.remove(name: "expect")
            if expectsContinue, mayFit(head) {
                let go = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
            }
            inputTimer?.set(limits.bodyTimeout) { [self] in bodyIsLate(context) }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        }
    }

    /// A client that announces too large a body is not asked to send it: the refusal follows.
    private func mayFit(_ head: HTTPRequestHead) -> Bool {
        guard let length = head.headers.first(name: "content-length") else { return true }
        return (Int(length) ?? .max) <= limits.largestBodyBytes
    }

    func headIsLate(_ context: ChannelHandlerContext) {
        if isTLS, !isHandshakeDone {
            context.close(promise: nil)
        } else {
            refuse(context, ProblemDetails(status: 408, code: "head_timeout"))
        }
    }

    private func bodyIsLate(_ context: ChannelHandlerContext) {
        if hasResponseBegun {
            context.close(promise: nil)
        } else {
            refuse(context, ProblemDetails(status: 408, code: "body_timeout"))
        }
        context.fireErrorCaught(ConnectionCut.bodyTimeout)
    }
}
