internal import CanonicalJSON
internal import DataExchange
internal import NIOCore
internal import NIOHTTP1

extension FrontHandler {
    private static let methods: Set<String> = [
        "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE",
    ]

    private var proxy: ExchangeFault.Origin {
        role == .consumer ? .clientProxy : .serverProxy
    }

    func begin(_ head: HTTPRequestHead) {
        counters.calls.count()
        let call: Call
        do throws(ExchangeFault) {
            call = try admit(head)
        } catch {
            counters.malformed.count()
            refuse(head, error)
            return
        }
        counters.callsUnderWay.count()
        phase = .calling(call)
        rule(on: call)
    }

    func requestBody(_ buffer: ByteBuffer) {
        counters.requestBytes.count(buffer.readableBytes)
        guard let call else {
            // The call is refused; nothing more than the buffer of its head is ever read.
            return
        }
        call.record.requestBytes += Int64(buffer.readableBytes)
        call.lastActivity = loop.now
        call.digest.update(buffer)
        if let upstream = call.upstream {
            upstream.send(.body(.byteBuffer(buffer)))
        } else {
            call.waitingParts.append(buffer)
        }
    }

    func requestEnd() {
        switch phase {
        case .calling(let call):
            call.isRequestEnded = true
            // Trailers are dropped: they may carry names that the head may not.
            call.upstream?.send(.end(nil))
        case .discarding:
            phase = .waiting(since: loop.now)
        case .waiting, .closing:
            break
        }
    }

    /// Reads and checks a head; nothing of it is believed yet.
    private func admit(_ head: HTTPRequestHead) throws(ExchangeFault) -> Call {
        guard !loop.isDraining else {
            throw ExchangeFault(proxy, .unavailable, "the gateway is stopping")
        }
        guard head.version == .http1_1 else {
            throw ExchangeFault(.client, .badRequest, "only HTTP/1.1 is supported")
        }
        guard Self.methods.contains(head.method.rawValue) else {
            throw ExchangeFault(.client, .badRequest, "the method is not supported")
        }
        guard BodyFraming.isAcceptable(head) else {
            throw ExchangeFault(.client, .badRequest, "the only transfer coding is `chunked`")
        }
        let target: RequestTarget
        let headers: RequestHeaders
        do throws(MalformedMessage) {
            target = try RequestTarget(parsing: head.uri)
            headers = try RequestHeaders(reading: head.headers, at: role)
        } catch {
            throw fault(for: error)
        }
        guard role == .consumer || headers.messageID != nil else {
            throw ExchangeFault(.client, .badRequest, "header `x-road-id` is missing")
        }
        return Call(
            head: head,
            target: target,
            headers: headers,
            role: role,
            startedAt: gateway.clock(),
            now: loop.eventLoop.now
        )
    }

    private func fault(for error: MalformedMessage) -> ExchangeFault {
        switch error.header {
        case nil: ExchangeFault(proxy, .badRequest, error.reason, detail: error.code.rawValue)
        case "x-road-client"?:
            ExchangeFault(
                proxy,
                .invalidClientIdentifier,
                error.reason,
                detail: error.code.rawValue
            )
        case "x-road-security-server"?:
            ExchangeFault(proxy, .invalidSecurityServer, error.reason, detail: error.code.rawValue)
        default:
            ExchangeFault(.client, .badRequest, error.reason, detail: error.code.rawValue)
        }
    }

    /// Checks who calls what, asks for the ruling and acts on it.
    private func rule(on call: Call) {
        let destination: UpstreamDestination
        do throws(ExchangeFault) {
            try checkClient(call)
            try checkService(call)
            try checkRuling(call)
            destination = try locate(call)
        } catch {
            fail(call, error)
            return
        }
        call.destination = destination
        connect(call, isFresh: false)
    }

    private func checkClient(_ call: Call) throws(ExchangeFault) {
        let member = call.headers.client.member
        let isOwn =
            switch role {
            case .consumer: gateway.configuration.members.contains(member)
            case .provider: peer != nil && gateway.directory(member)?.institution == peer
            }
        guard isOwn else {
            throw ExchangeFault(
                proxy,
                .accessDenied,
                "client `\(call.headers.client)` does not belong to the institution that calls",
                extra: .object(["code": .string("client_not_of_institution")])
            )
        }
    }

    private func checkService(_ call: Call) throws(ExchangeFault) {
        guard role == .provider else {
            return
        }
        if let server = call.headers.securityServer,
            server != gateway.configuration.securityServer
        {
            throw ExchangeFault(
                proxy,
                .invalidSecurityServer,
                "this gateway is not `\(server)`"
            )
        }
        guard gateway.configuration.services[call.target.service] != nil else {
            throw ExchangeFault(
                proxy,
                .unknownService,
                "service `\(call.target.service)` is not known here"
            )
        }
    }

    private func checkRuling(_ call: Call) throws(ExchangeFault) {
        let decision = gateway.decide(
            ExchangeCall(
                client: call.headers.client,
                service: call.target.service,
                method: call.method.rawValue,
                path: call.target.path,
                purpose: call.headers.purpose,
                declaration: call.headers.declaration,
                role: role,
                at: call.record.startedAt
            )
        )
        switch decision {
        case .permit(let receipt):
            counters.permitted.count()
            call.record.decision = .permit
            call.record.rule = receipt.rule
            call.record.act = receipt.act
            call.record.position = receipt.position
            call.record.citations = receipt.citations
            call.receipt = ReceiptText.write(
                rule: receipt.rule,
                act: receipt.act,
                authority: receipt.authority.map { ($0.kind, $0.id) },
                position: receipt.position
            )
        case .deny(let denial):
            counters.denied.count()
            call.record.decision = .deny
            call.record.code = denial.code
            call.record.position = denial.position
            call.record.citations = denial.citations
            throw ExchangeFault(proxy, .accessDenied, denial.sentence, extra: denial.extra)
        }
    }

    private func locate(_ call: Call) throws(ExchangeFault) -> UpstreamDestination {
        switch role {
        case .consumer:
            guard let entry = gateway.directory(call.target.service.member),
                let address = entry.gateway
            else {
                throw ExchangeFault(
                    proxy,
                    .unknownMember,
                    "member `\(call.target.service.member)` has no gateway"
                )
            }
            return UpstreamDestination(address: address, institution: entry.institution)
        case .provider:
            guard let service = gateway.configuration.services[call.target.service] else {
                throw ExchangeFault(proxy, .unknownService, "the service is not known here")
            }
            return UpstreamDestination(address: service.address, institution: nil)
        }
    }
}

extension RequestDigest {
    fileprivate mutating func update(_ buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { update($0) }
    }
}
