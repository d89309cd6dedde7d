internal import DataExchange
internal import NIOCore
internal import NIOHTTP1

extension FrontHandler {
    func connect(_ call: Call, isFresh: Bool) {
        guard let destination = call.destination else {
            return
        }
        loop.pool.acquire(destination, isFresh: isFresh) { [weak self, weak call] result in
            self?.connected(call, result)
        }
    }

    private func connected(_ call: Call?, _ result: Result<UpstreamHandler, UpstreamFailure>) {
        switch result {
        case .success(let upstream):
            guard let call, self.call === call, call.stage == .awaiting else {
                // The caller went away, or the time was over, while the connection was made.
                loop.pool.release(upstream)
                return
            }
            forward(call, to: upstream)
        case .failure(let failure):
            if let call, self.call === call, call.stage == .awaiting {
                fail(call, fault(for: failure))
            }
        }
    }

    private func forward(_ call: Call, to upstream: UpstreamHandler) {
        call.upstream = upstream
        call.lastActivity = loop.now
        upstream.begin(for: self)
        upstream.send(.head(requestHead(of: call, to: upstream.destination)))
        for part in call.waitingParts {
            upstream.send(.body(.byteBuffer(part)))
        }
        if call.expectsContinue, call.framing != .none, call.waitingParts.isEmpty {
            let interim = HTTPResponseHead(version: .http1_1, status: .continue)
            context?.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
        }
        call.waitingParts = []
        if call.isRequestEnded {
            upstream.send(.end(nil))
        }
        upstream.flush()
        resumeReading()
    }

    private func requestHead(of call: Call, to destination: UpstreamDestination) -> HTTPRequestHead
    {
        var headers = HTTPHeaders()
        headers.reserveCapacity(call.forwarded.count + 3)
        headers.add(name: "host", value: destination.address.description)
        for field in call.forwarded {
            headers.add(name: field.name, value: field.value)
        }
        call.framing.announce(
            in: &headers,
            expectsBody: [.POST, .PUT, .PATCH].contains(call.method)
        )
        return HTTPRequestHead(
            version: .http1_1,
            method: call.method,
            uri: uri(of: call),
            headers: headers
        )
    }

    private func uri(of call: Call) -> String {
        guard role == .provider else {
            return call.target.description
        }
        let base = gateway.configuration.services[call.target.service]?.basePath ?? ""
        let rest = call.target.pathAndQuery
        return base.isEmpty && !rest.utf8.starts(with: "/".utf8) ? "/" + rest : base + rest
    }

    func fault(for failure: UpstreamFailure) -> ExchangeFault {
        let origin: ExchangeFault.Origin = role == .consumer ? .clientProxy : .serverProxy
        let side = role == .consumer ? "the provider's gateway" : "the service's application"
        return switch failure {
        case .unreachable:
            ExchangeFault(origin, .networkError, "\(side) cannot be reached")
        case .wrongIdentity:
            ExchangeFault(
                origin,
                .peerAuthenticationFailed,
                "\(side) is not the institution expected"
            )
        case .brokenOff:
            ExchangeFault(origin, .networkError, "\(side) broke off")
        case .notHTTP:
            ExchangeFault(origin, .invalidResponse, "\(side) did not answer in HTTP")
        }
    }
}
