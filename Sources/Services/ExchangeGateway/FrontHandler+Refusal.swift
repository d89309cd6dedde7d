internal import DataExchange
internal import NIOCore
internal import NIOHTTP1

extension FrontHandler {
    /// Ends a call with a fault: the fault is recorded, then answered.
    ///
    /// If the answer has started the connection is cut, so that the caller sees it is incomplete.
    func fail(_ call: Call, _ fault: ExchangeFault) {
        call.upstream?.close()
        call.upstream = nil
        if call.record.decision != .deny {
            counters.faults.count()
        }
        guard call.stage != .answering else {
            breakOff(call, code: fault.code.rawValue)
            return
        }
        var fault = fault
        fault.detail = call.requestID
        if call.stage == .recording {
            // The record of an answer that will not go out is on its way; this one corrects it.
            call.record.kind = .close
        }
        call.stage = .recording
        call.heldAnswer = []
        call.record.status = fault.status
        call.record.responseBytes = call.answerBytes
        if call.record.decision != .deny {
            call.record.code = fault.type()
        }
        let answer = fault
        record(call) { front, call, isDurable in
            if isDurable {
                front.answer(call, answer)
            } else {
                front.recordFailed(call)
            }
        }
    }

    /// Answers a call whose record could not be made durable: nothing of the answer goes out.
    func recordFailed(_ call: Call) {
        call.upstream?.close()
        call.upstream = nil
        counters.faults.count()
        let origin: ExchangeFault.Origin = role == .consumer ? .clientProxy : .serverProxy
        let message = "the record of the call could not be made durable"
        answer(call, ExchangeFault(origin, .loggingFailed, message, detail: call.requestID))
    }

    func timedOut(_ call: Call) {
        counters.timeouts.count()
        if call.stage == .recording {
            recordFailed(call)
        } else {
            let origin: ExchangeFault.Origin = role == .consumer ? .clientProxy : .serverProxy
            fail(call, ExchangeFault(origin, .timedOut, "the time for the call is over"))
        }
    }

    /// Notes the end of a call whose caller has gone.
    func callerGone() {
        guard let call else {
            return
        }
        call.upstream?.close()
        call.upstream = nil
        switch call.stage {
        case .awaiting:
            // The call may have had its effect, so it is recorded all the same.
            call.record.code = "caller_gone"
            gateway.records.submit(call.record, done: nil)
        case .recording:
            break
        case .answering:
            counters.brokenOff.count()
            recordClose(call, code: "caller_gone")
        }
        end(call)
        phase = .closing(deadline: loop.now)
    }

    /// Answers what is not HTTP; the parser cannot go on.
    func parsingFailed() {
        switch phase {
        case .waiting:
            counters.malformed.count()
            let fault = ExchangeFault(.client, .badRequest, "the request is not HTTP/1.1")
            write(fault, form: .json, isHead: false, names: [], mustClose: true)
            finishAnswer(mustClose: true, isRequestEnded: false)
        case .calling(let call) where call.isRequestEnded:
            // The next request is the bad one; the present call is answered first.
            call.closesAfter = true
        case .calling(let call):
            call.closesAfter = true
            fail(call, ExchangeFault(.client, .badRequest, "the request's body is not HTTP/1.1"))
        case .discarding:
            context?.close(promise: nil)
        case .closing:
            break
        }
    }

    /// Answers a request that was not admitted; it is counted, not recorded.
    func refuse(_ head: HTTPRequestHead, _ fault: ExchangeFault) {
        let mustClose =
            BodyFraming(request: head) != .none || !head.isKeepAlive || mustCloseAfterCall
        write(
            fault,
            form: .init(accept: head.headers["accept"]),
            isHead: head.method == .HEAD,
            names: [],
            mustClose: mustClose
        )
        finishAnswer(mustClose: mustClose, isRequestEnded: false)
    }

    func end(_ call: Call) {
        counters.callsUnderWay.count(-1)
    }

    /// Ends the answer and with it, if need be, the connection.
    ///
    /// The output is shut first and the rest of the request stays unread, so that a caller that is
    /// still sending can read the answer before it is cut off.
    func finishAnswer(mustClose: Bool, isRequestEnded: Bool) {
        guard let context else {
            return
        }
        let part = wrapOutboundOut(.end(nil))
        guard mustClose else {
            phase = isRequestEnded ? .waiting(since: loop.now) : .discarding
            context.writeAndFlush(part, promise: nil)
            replay()
            return
        }
        let linger = TimeAmount.milliseconds(gateway.configuration.timeouts.linger)
        phase = .closing(deadline: loop.eventLoop.now + linger)
        context.writeAndFlush(part).assumeIsolated().whenComplete { [weak self] _ in
            self?.context?.close(mode: isRequestEnded ? .all : .output, promise: nil)
        }
    }

    private func answer(_ call: Call, _ fault: ExchangeFault) {
        let mustClose = call.closesAfter || !call.isRequestEnded || mustCloseAfterCall
        write(
            fault,
            form: .init(accept: call.headers.accept),
            isHead: call.method == .HEAD,
            names: [("x-road-id", call.messageID), ("x-road-request-id", call.requestID)],
            mustClose: mustClose
        )
        end(call)
        finishAnswer(mustClose: mustClose, isRequestEnded: call.isRequestEnded)
    }

    private func breakOff(_ call: Call, code: String) {
        counters.brokenOff.count()
        recordClose(call, code: code)
        end(call)
        phase = .closing(deadline: loop.now)
        context?.close(promise: nil)
    }

    private func write(
        _ fault: ExchangeFault,
        form: ExchangeFault.BodyForm,
        isHead: Bool,
        names: [(String, String)],
        mustClose: Bool
    ) {
        guard let context else {
            return
        }
        let style = gateway.configuration.faultStyle
        let body = fault.body(form, style: style)
        var headers = HTTPHeaders([
            ("content-type", form.mediaType), ("content-length", String(body.count)),
            ("x-road-error", fault.type(style)),
        ])
        headers.add(contentsOf: names)
        if mustClose {
            headers.add(name: "connection", value: "close")
        }
        let status = HTTPResponseStatus(statusCode: fault.status)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead {
            let buffer = context.channel.allocator.buffer(bytes: body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
    }
}
