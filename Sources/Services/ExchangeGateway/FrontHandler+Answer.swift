internal import DataExchange
internal import NIOCore
internal import NIOHTTP1

extension FrontHandler {
    func answerHead(_ head: HTTPResponseHead) {
        guard let call, call.stage == .awaiting else {
            return
        }
        call.lastActivity = loop.now
        guard head.status.code >= 200, BodyFraming.isAcceptable(head) else {
            fail(call, fault(for: .notHTTP))
            return
        }
        let received: ResponseHeaders
        do throws(MalformedMessage) {
            received = try ResponseHeaders(reading: head.headers)
        } catch {
            fail(call, fault(for: .notHTTP))
            return
        }
        if role == .consumer, !isConsistent(received, with: call) {
            let message = "the answer does not belong to the request"
            fail(call, ExchangeFault(.clientProxy, .inconsistentResponse, message))
            return
        }
        prepareAnswer(call, head, received)
        call.stage = .recording
        record(call) { front, call, isDurable in
            if isDurable {
                front.sendAnswer(call)
            } else {
                front.recordFailed(call)
            }
        }
    }

    func answerBody(_ buffer: ByteBuffer) {
        guard let call else {
            return
        }
        counters.responseBytes.count(buffer.readableBytes)
        call.answerBytes += Int64(buffer.readableBytes)
        call.lastActivity = loop.now
        if call.stage == .answering {
            context?.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        } else {
            call.heldAnswer.append(buffer)
        }
    }

    func answerEnd() {
        guard let call else {
            return
        }
        call.isAnswerEnded = true
        let upstream = call.upstream
        call.upstream = nil
        upstream?.finish(isRequestSent: call.isRequestEnded)
        if call.stage == .answering {
            completeAnswer(call)
        }
    }

    func flushAnswer() {
        context?.flush()
    }

    func answerFailed(_ failure: UpstreamFailure, from upstream: UpstreamHandler) {
        guard let call, call.upstream === upstream else {
            return
        }
        call.upstream = nil
        if call.stage == .awaiting, upstream.wasUsedBefore, !upstream.hasAnswered,
            call.isRepeatable, !call.isRetried
        {
            // The other side ended an unused connection at the moment it was taken.
            call.isRetried = true
            connect(call, isFresh: true)
        } else {
            fail(call, fault(for: failure))
        }
    }

    /// Whether an answer names the request it answers.
    ///
    /// The hash may be missing only where the provider answered before the body had ended.
    private func isConsistent(_ received: ResponseHeaders, with call: Call) -> Bool {
        if received[.error] != nil {
            return received[.requestID].map { $0 == call.requestID } ?? true
        }
        guard received[.requestID] == call.requestID, received[.messageID] == call.messageID,
            received[.client] == call.headers.client.description,
            received[.service] == call.target.service.description
        else {
            return false
        }
        guard let hash = received[.requestHash] else {
            return call.framing != .none
        }
        return call.isRequestEnded && hash == call.digest.finish()
    }

    private func prepareAnswer(_ call: Call, _ head: HTTPResponseHead, _ received: ResponseHeaders)
    {
        let framing = BodyFraming(answer: head, to: call.method)
        if !call.isRequestEnded || mustCloseAfterCall {
            call.closesAfter = true
        }
        var headers = HTTPHeaders()
        headers.reserveCapacity(received.forwarded.count + 10)
        for field in received.forwarded {
            headers.add(name: field.name, value: field.value)
        }
        framing.announce(in: &headers)
        if call.closesAfter {
            headers.add(name: "connection", value: "close")
        }
        if let receipt = call.receipt {
            headers.add(name: ReservedHeader.receipt.name, value: receipt)
        }
        if role == .consumer, let receipt = received[.receipt] {
            headers.add(name: ReservedHeader.providerReceipt.name, value: receipt)
            call.record.peerReceipt = String(receipt.prefix(1_024))
        }
        headers.add(name: "x-road-id", value: call.messageID)
        headers.add(name: "x-road-client", value: call.headers.client.description)
        headers.add(name: "x-road-service", value: call.target.service.description)
        headers.add(name: "x-road-request-id", value: call.requestID)
        if role == .consumer, let error = received[.error] {
            headers.add(name: "x-road-error", value: error)
            call.record.code = String(error.prefix(255))
        } else if call.isRequestEnded {
            headers.add(name: "x-road-request-hash", value: call.digest.finish())
        }
        call.answerHead = HTTPResponseHead(version: .http1_1, status: head.status, headers: headers)
        call.record.status = Int(head.status.code)
        if case .length(let length) = framing, call.method != .HEAD {
            call.record.responseBytes = length
        } else if framing == .none || call.method == .HEAD {
            call.record.responseBytes = 0
        }
        call.needsCloseRecord = call.record.responseBytes == nil || !call.isRequestEnded
    }

    private func sendAnswer(_ call: Call) {
        guard let head = call.answerHead, let context else {
            return
        }
        call.stage = .answering
        call.lastActivity = loop.now
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        for buffer in call.heldAnswer {
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        call.heldAnswer = []
        if call.isAnswerEnded {
            completeAnswer(call)
        } else {
            context.flush()
            call.upstream?.resumeReading()
        }
    }

    private func completeAnswer(_ call: Call) {
        if call.needsCloseRecord {
            recordClose(call, code: nil)
        }
        end(call)
        finishAnswer(mustClose: call.closesAfter, isRequestEnded: call.isRequestEnded)
    }
}
