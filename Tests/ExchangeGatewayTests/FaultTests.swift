import CanonicalJSON
import DataExchange
import ExchangeGateway
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Testing

@Suite struct `Failed call` {
    @Test func `says that the application is down`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call("/r1/ML/GOV/2/health/down")
            let body = try JSON(parsing: answer.body)

            #expect(answer.status == 500)
            #expect(
                body["type"]?.stringValue
                    == "server.serverproxy.service_failed.network_error"
            )
            #expect(body["message"]?.stringValue == "the service's application cannot be reached")
            #expect(
                exchange.records(.provider).map(\.code)
                    == ["server.serverproxy.service_failed.network_error"]
            )
            #expect(exchange.records(.consumer).map(\.status) == [500])
        }
    }

    @Test func `says that the provider's gateway is away`() async throws {
        try await TestExchange.run { exchange in
            exchange.state.withLockedValue { $0.gatewayPort = 1 }

            let answer = try await exchange.call("/x")

            #expect(
                answer.header("x-road-error")
                    == "server.clientproxy.service_failed.network_error"
            )
            #expect(answer.text.contains("the provider's gateway cannot be reached"))
        }
    }

    @Test func `says that a member has no gateway`() async throws {
        try await TestExchange.run { exchange in
            exchange.state.withLockedValue { $0.isKnown = false }

            let answer = try await exchange.call("/x")

            #expect(answer.header("x-road-error") == "server.clientproxy.unknown_member")
        }
    }

    @Test(arguments: ExchangeRole.allCases)
    func `gives nothing of the answer away where the record cannot be kept`(
        role: ExchangeRole
    ) async throws {
        try await TestExchange.run { exchange in
            exchange.state.withLockedValue { $0.failing = [role] }

            let answer = try await exchange.call("/x")
            let proxy = role == .consumer ? "clientproxy" : "serverproxy"

            #expect(answer.status == 500)
            #expect(answer.header("x-road-error") == "server.\(proxy).logging_failed")
            #expect(answer.header("x-application") == nil)
            #expect(!answer.text.contains("GET"))
            #expect(exchange.records(role).isEmpty)
            let snapshot =
                role == .consumer ? exchange.consumer.snapshot : exchange.provider.snapshot
            #expect(snapshot.recordsFailed == 1)
        }
    }

    @Test func `is denied with a fault where even the denial cannot be recorded`() async throws {
        try await TestExchange.run { exchange in
            exchange.state.withLockedValue { $0.failing = [.consumer] }

            let answer = try await exchange.call("/deny-consumer")

            #expect(answer.header("x-road-error") == "server.clientproxy.logging_failed")
        }
    }

    @Test(arguments: ExchangeRole.allCases)
    func `is not answered where its record takes too long`(role: ExchangeRole) async throws {
        try await TestExchange.run(
            Adjustment { settings, edge in settings.timeouts.record = edge == role ? 50 : 60_000 }
        ) { exchange in
            exchange.state.withLockedValue { $0.hanging = [role] }

            let answer = try await exchange.call("/x")

            let proxy = role == .consumer ? "clientproxy" : "serverproxy"
            #expect(answer.header("x-road-error") == "server.\(proxy).logging_failed")
            #expect(answer.header("x-application") == nil)
        }
    }

    @Test func `is cut off where the application breaks off`() async throws {
        try await TestExchange.run { exchange in
            let answer = try? await exchange.call("/cut")

            #expect(answer?.isComplete != true || answer?.status == 500)
            try await until("the provider's gateway notes the end") {
                exchange.records(.provider).count == 2
            }
            // Whether the head had gone out by then depends on the disk; the record says the same.
            #expect(exchange.records(.provider).map(\.kind) == [.call, .close])
            #expect(exchange.records(.provider).last?.code?.hasSuffix("network_error") == true)
            #expect(exchange.records(.provider).last?.responseBytes == 4)
        }
    }

    @Test func `ends when the application stays silent`() async throws {
        try await TestExchange.run(
            Adjustment { settings, role in
                settings.timeouts.idle = role == .provider ? 50 : 60_000
            }
        ) { exchange in
            let answer = try await exchange.call("/silent")

            #expect(answer.header("x-road-error") == "server.serverproxy.service_failed.timeout")
            #expect(exchange.provider.snapshot.timeouts == 1)
        }
    }

    @Test func `ends when its whole time is over`() async throws {
        try await TestExchange.run(
            Adjustment { settings, role in
                settings.timeouts.whole = role == .consumer ? 2_000 : 60_000
            }
        ) { exchange in
            let answer = try await exchange.call("/silent")

            #expect(answer.header("x-road-error") == "server.clientproxy.service_failed.timeout")
        }
    }

    @Test(arguments: ["", "GET /r1/ML/GOV/2/health/records HTTP/1.1\r\nHost: g\r\nX-Slow: "])
    func `never starts where the head does not come`(start: String) async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.timeouts.head = 60
            }
        ) { exchange in
            let answer = try? await RawSession.run(exchange.consumerPort, start)

            #expect(answer?.isEmpty ?? true)
            #expect(exchange.consumer.snapshot.calls == 0)
        }
    }

    @Test func `is recorded even if its caller goes away`() async throws {
        try await TestExchange.run { exchange in
            try await TestSession.open(exchange.consumerPort) { session in
                try await session.send("/hold")
                try await until("the call reaches the application") {
                    exchange.application.heldCount == 1
                }
            }

            try await until("both gateways note it") {
                exchange.records(.consumer).count == 1 && exchange.records(.provider).count == 1
            }
            #expect(exchange.records(.consumer).first?.code == "caller_gone")
            #expect(exchange.records(.consumer).first?.decision == .permit)
            #expect(exchange.records(.consumer).first?.status == 0)
        }
    }

    @Test func `is refused where a body breaks the coding it announced`() async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.timeouts.linger = 60
            }
        ) { exchange in
            let answer = try await RawSession.run(
                exchange.consumerPort,
                "POST \(TestSession.target("/x")) HTTP/1.1\r\nHost: g\r\n"
                    + "X-Road-Client: ML/GOV/1/tax\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\nzz\r\n"
            )

            #expect(answer.hasPrefix("HTTP/1.1 400 "))
            #expect(answer.contains("x-road-error: client.bad_request"))
            #expect(exchange.application.seen.withLockedValue { $0.bodyBytes } <= 5)
        }
    }
}
