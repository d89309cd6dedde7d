import CanonicalJSON
import DataExchange
import ExchangeGateway
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Testing

@Suite struct Connections {
    static var uuid: Regex<Substring> {
        /(?:ML-)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    }

    @Test func `are used again on every hop`() async throws {
        try await TestExchange.run(Adjustment { settings, _ in settings.threads = 1 }) { exchange in
            try await TestSession.open(exchange.consumerPort) { session in
                var names: Set<String> = []
                for index in 0..<20 {
                    let answer = try await session.call("/\(index)")
                    #expect(answer.text == "GET /api/\(index) 0")
                    names.formUnion(answer.headers["x-road-request-id"])
                    names.formUnion(answer.headers["x-road-id"])
                }
                #expect(names.count == 40)
                #expect(names.allSatisfy { $0.wholeMatch(of: Self.uuid) != nil })
            }

            #expect(exchange.consumer.snapshot.connectionsAccepted == 1)
            #expect(exchange.consumer.snapshot.upstreamOpened == 1)
            #expect(exchange.consumer.snapshot.upstreamReused == 19)
            #expect(exchange.provider.snapshot.connectionsAccepted == 1)
            #expect(exchange.application.seen.withLockedValue { $0.connections } == 1)
        }
    }

    @Test func `answer pipelined requests in order`() async throws {
        try await TestExchange.run { exchange in
            let request = { (path: String, last: String) in
                "POST \(TestSession.target(path)) HTTP/1.1\r\nHost: g\r\n"
                    + "X-Road-Client: ML/GOV/1/tax\r\nContent-Length: 2\r\n\(last)\r\nab"
            }
            let requests = (0..<9).map { index in
                request(index == 4 ? "/deny-provider" : "/p\(index)", "")
            }

            let answer = try await RawSession.run(
                exchange.consumerPort,
                requests.joined() + request("/last", "Connection: close\r\n")
            )

            let places = [
                "p0 2", "p1 2", "p2 2", "p3 2", "agreement_expired", "p5 2", "p8 2", "last 2",
            ]
            .compactMap { answer.range(ofText: $0) }
            #expect(places.count == 8)
            #expect(places == places.sorted())
            #expect(exchange.consumer.snapshot.connectionsAccepted == 1)
        }
    }

    @Test func `answer the call under way before a bad request behind it ends them`() async throws {
        try await TestExchange.run { exchange in
            let good =
                "GET \(TestSession.target("/good")) HTTP/1.1\r\nHost: g\r\n"
                + "X-Road-Client: ML/GOV/1/tax\r\n\r\n"

            let answer = try await RawSession.run(exchange.consumerPort, good + "junk junk\r\n\r\n")

            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("GET /api/good 0"))
            #expect(exchange.application.seen.withLockedValue { $0.requests.count } == 1)
        }
    }

    @Test func `that the application ended are replaced without the caller seeing it`()
        async throws
    {
        try await TestExchange.run(Adjustment { settings, _ in settings.threads = 1 }) { exchange in
            for _ in 0..<3 {
                let last = try await exchange.call("/last")
                let next = try await exchange.call("/next")
                #expect(last.text == "GET /api/last 0")
                #expect(next.text == "GET /api/next 0")
            }
            #expect(exchange.records(.provider).count == 6)
        }
    }

    @Test func `beyond the limit are closed at once`() async throws {
        try await TestExchange.run(
            Adjustment { settings, role in
                settings.limits.connections = role == .consumer ? 1 : 100
            }
        ) { exchange in
            try await TestSession.open(exchange.consumerPort) { session in
                let first = try await session.call("/x")
                let second = try? await exchange.call("/x")
                let third = try await session.call("/y")

                #expect([first, third].map(\.status) == [200, 200])
                #expect(second?.isComplete != true)
                #expect(exchange.consumer.snapshot.connectionsRefused == 1)
            }
            try await until("the place is free again") {
                exchange.consumer.snapshot.connectionsOpen == 0
            }
            #expect(try await exchange.call("/x").status == 200)
        }
    }

    @Test func `end after a call once they are old`() async throws {
        try await TestExchange.run(
            Adjustment { settings, role in
                settings.timeouts.connectionAge = role == .consumer ? -60_000 : 60_000
            }
        ) { exchange in
            let answer = try await exchange.call("/x")

            #expect(answer.status == 200)
            #expect(answer.header("connection") == "close")
        }
    }

    @Test func `that were idle too long are replaced`() async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.threads = 1
                settings.timeouts.applicationReuse = 20
            }
        ) { exchange in
            #expect(try await exchange.call("/x").status == 200)
            try await until("the application's connection is closed") {
                exchange.application.seen.withLockedValue { $0.closed } == 1
            }
            #expect(try await exchange.call("/y").status == 200)
            #expect(exchange.provider.snapshot.upstreamOpened == 2)
        }
    }

    @Test func `let calls under way end at a shutdown and take no others`() async throws {
        try await TestExchange.run { exchange in
            let port = exchange.consumerPort
            async let held = TestSession.open(port) { try await $0.call("/hold") }
            try await until("the call reaches the application") {
                exchange.application.heldCount == 1
            }

            async let consumerStops: Void = exchange.consumer.shutdown()
            async let providerStops: Void = exchange.provider.shutdown()
            // The shutdown waits for the call; a new connection finds no listener.
            while (try? await exchange.call("/x")) != nil {
                await Task.yield()
            }
            exchange.application.release()

            let answer = try await held
            await consumerStops
            await providerStops
            #expect(answer.text == "held")
            let name = answer.header("x-road-request-id")
            for role in ExchangeRole.allCases {
                #expect(exchange.records(role).contains { $0.requestID == name })
            }
            #expect(exchange.consumer.snapshot.connectionsOpen == 0)
            await #expect(throws: (any Error).self) { try await exchange.call("/x") }
        }
    }

    @Test func `are cut at a shutdown once its time is over`() async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.timeouts.shutdown = 60
            }
        ) { exchange in
            let port = exchange.consumerPort
            async let held = TestSession.open(port) { try await $0.call("/silent") }
            try await until("the call reaches the application") {
                exchange.application.seen.withLockedValue { $0.requests.count } == 1
            }

            await exchange.consumer.shutdown()

            let answer = try? await held
            #expect(answer?.isComplete != true)
            #expect(exchange.consumer.snapshot.connectionsOpen == 0)
            #expect(exchange.consumer.snapshot.callsUnderWay == 0)
            #expect(exchange.records(.consumer).map(\.code) == ["caller_gone"])
        }
    }

    @Test func `are not opened twice, nor where plaintext would leave the machine`() async throws {
        let authority = try TestAuthority("root")
        var settings = ExchangeGatewayConfiguration(
            institution: try InstitutionIdentity(register: "ml", institution: "tax"),
            members: [try MemberIdentifier(parsing: "ML/GOV/1")],
            credentials: try authority.issue(institution: "tax")
        )
        #expect(fault(settings) == .noEdge)
        for host in ["0.0.0.0", "localhost", "192.0.2.1", "::", "127.0.0.1.example", ""] {
            settings.consumerEdge = NetworkAddress(host: host, port: 0)
            #expect(fault(settings) == .plaintextOffHost)
        }
        settings.consumerEdge = NetworkAddress(host: "::1", port: 0)
        #expect(fault(settings) == nil)
        settings.services = [
            try ServiceIdentifier(parsing: "ML/GOV/1/a/b"):
                ProviderService(address: NetworkAddress(host: "192.0.2.1", port: 80))
        ]
        #expect(fault(settings) == .plaintextOffHost)
        settings.allowsPlaintextToOtherHosts = true
        #expect(fault(settings) == nil)
        for base in ["/", "a", "/a/", "/a?b"] {
            settings.services = [
                try ServiceIdentifier(parsing: "ML/GOV/1/a/b"):
                    ProviderService(
                        address: NetworkAddress(host: "127.0.0.1", port: 80),
                        basePath: base
                    )
            ]
            #expect(fault(settings) == .badBasePath)
        }
        settings.services = [
            try ServiceIdentifier(parsing: "ML/GOV/2/a/b"):
                ProviderService(address: NetworkAddress(host: "127.0.0.1", port: 80))
        ]
        #expect(fault(settings) == .foreignService)
    }

    func fault(_ settings: ExchangeGatewayConfiguration) -> ConfigurationFault.Code? {
        do {
            _ = try ExchangeGateway(
                configuration: settings,
                decide: { _ in
                    .deny(
                        .init(code: "x", sentence: "x", grantingBody: nil, citations: .bool(true))
                    )
                },
                directory: { _ in nil },
                record: { _ in },
                clock: { 0 },
                logger: .init(label: "test")
            )
            return nil
        } catch {
            return (error as? ConfigurationFault)?.code
        }
    }
}

extension String {
    /// The place of the first occurrence, in bytes.
    fileprivate func range(ofText text: String) -> Int? {
        firstRange(of: text).map { utf8.distance(from: startIndex, to: $0.lowerBound) }
    }
}
