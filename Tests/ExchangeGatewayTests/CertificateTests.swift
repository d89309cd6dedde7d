import DataExchange
import ExchangeGateway
import NIOConcurrencyHelpers
import NIOSSL
import Testing

@Suite struct Certificates {
    /// A call straight to the provider's edge; nil if the connection ended without an answer.
    func call(
        _ exchange: TestExchange,
        _ tls: NIOSSLContext,
        client: String = TestSession.client,
        headers: [(String, String)] = [("x-road-request-id", "r-1"), ("x-road-id", "m-1")]
    ) async -> Answer? {
        let answer = try? await TestSession.open(exchange.providerPort, tls: tls) {
            try await $0.call("/x", headers: headers, client: client)
        }
        return answer?.isComplete == true ? answer : nil
    }

    @Test func `of the right authority and institution are accepted`() async throws {
        try await TestExchange.run { exchange in
            let tls = try exchange.authority.issue(institution: "tax").testClient()

            let answer = await call(exchange, tls)

            #expect(answer?.status == 200)
            #expect(answer?.header("x-road-request-id") == "r-1")
        }
    }

    @Test func `of a foreign authority are refused in the handshake`() async throws {
        try await TestExchange.run { exchange in
            let foreign = try TestAuthority("root")
            let tls = try foreign.issue(institution: "tax").testClient()

            #expect(await call(exchange, tls) == nil)
            #expect(exchange.provider.snapshot.calls == 0)
        }
    }

    @Test func `are required, and so is TLS 1.3`() async throws {
        try await TestExchange.run { exchange in
            var none = TLSConfiguration.makeClientConfiguration()
            none.certificateVerification = .none
            let old = try exchange.authority.issue(institution: "tax").testClient(version: .tlsv12)

            #expect(await call(exchange, try NIOSSLContext(configuration: none)) == nil)
            #expect(await call(exchange, old) == nil)
            #expect(exchange.provider.snapshot.calls == 0)
        }
    }

    @Test(arguments: [
        [], ["https://tax.example"], ["urn:cabildo:ml:office:tax"],
        ["urn:cabildo:ml:institution:tax", "urn:cabildo:ml:institution:health"],
    ])
    func `that do not name one institution are refused`(uris: [String]) async throws {
        try await TestExchange.run { exchange in
            let tls = try exchange.authority.issue(uris).testClient()

            #expect(await call(exchange, tls) == nil)
            #expect(exchange.provider.snapshot.calls == 0)
            #expect(exchange.provider.snapshot.identitiesRefused == 1)
        }
    }

    @Test(arguments: ["ML/GOV/2/health", "ML/GOV/9/x", "ML/GOV/2"])
    func `of one institution do not speak for another`(client: String) async throws {
        try await TestExchange.run { exchange in
            let tls = try exchange.authority.issue(institution: "tax").testClient()

            let answer = await call(exchange, tls, client: client)

            #expect(answer?.status == 500)
            #expect(answer?.header("x-road-error") == "server.serverproxy.access_denied")
            #expect(answer?.text.contains("client_not_of_institution") == true)
            #expect(exchange.state.withLockedValue { $0.asked.isEmpty })
            #expect(exchange.records(.provider).map(\.decision) == [.none])
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
        }
    }

    @Test(arguments: [
        [("x-road-id", "m-1")], [("x-road-request-id", "r-1")],
        [("x-road-request-id", "r-1"), ("x-road-request-id", "r-2"), ("x-road-id", "m-1")],
    ])
    func `do not excuse a gateway from naming the request`(
        headers: [(String, String)]
    ) async throws {
        try await TestExchange.run { exchange in
            let tls = try exchange.authority.issue(institution: "tax").testClient()

            let answer = await call(exchange, tls, headers: headers)

            #expect(answer?.header("x-road-error") == "client.bad_request")
        }
    }

    @Test func `of another institution are not taken for the provider's`() async throws {
        try await TestExchange.run(providerInstitution: "other") { exchange in
            let answer = try await exchange.call("/x")

            #expect(answer.status == 500)
            #expect(answer.header("x-road-error") == "server.clientproxy.ssl_authentication_failed")
            #expect(exchange.provider.snapshot.calls == 0)
            #expect(exchange.consumer.snapshot.identitiesRefused == 1)
        }
    }

    @Test func `of a foreign authority are not taken for the provider's`() async throws {
        try await TestExchange.run { exchange in
            let foreign = try TestAuthority("root").issue(institution: "health")
            let impostor = try await TestApplication(tls: foreign.testServer())
            exchange.state.withLockedValue { $0.gatewayPort = impostor.port }

            let answer = try await exchange.call("/x")
            await impostor.close()

            #expect(
                answer.header("x-road-error")
                    == "server.clientproxy.service_failed.network_error"
            )
            #expect(impostor.seen.withLockedValue { $0.requests.isEmpty })
        }
    }

    @Test func `do not excuse an answer that belongs to another request`() async throws {
        try await TestExchange.run { exchange in
            let tls = try exchange.authority.issue(institution: "health").testServer()
            let gateway = try await TestApplication(tls: tls)
            exchange.state.withLockedValue { $0.gatewayPort = gateway.port }

            let answer = try await exchange.call("/plain")
            await gateway.close()

            #expect(answer.status == 500)
            #expect(answer.header("x-road-error") == "server.clientproxy.inconsistent_response")
            #expect(answer.header("x-application") == nil)
            #expect(!answer.text.contains("GET"))
        }
    }
}
