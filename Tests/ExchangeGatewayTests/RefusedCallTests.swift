import CanonicalJSON
import DataExchange
import ExchangeGateway
import NIOConcurrencyHelpers
import NIOHTTP1
import Testing

@Suite struct `Refused call` {
    @Test func `is denied by the consumer's gateway before anything is sent`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call("/deny-consumer/x")
            let body = try JSON(parsing: answer.body)

            #expect(answer.status == 500)
            #expect(answer.header("x-road-error") == "server.clientproxy.access_denied")
            #expect(answer.header("content-type") == "application/json; charset=utf-8")
            #expect(body["type"]?.stringValue == "server.clientproxy.access_denied")
            #expect(body["message"]?.stringValue == "the agreement has expired")
            #expect(body["detail"]?.stringValue == answer.header("x-road-request-id"))
            #expect(body["cabildo"]?["code"]?.stringValue == "agreement_expired")
            #expect(body["cabildo"]?["granting_body"]?.stringValue == "council")
            #expect(body["cabildo"]?["citations"] == .array([.string("act 2026/3")]))
            #expect(body["cabildo"]?["position"] == .integer(9))
            #expect(exchange.records(.provider).isEmpty)
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
            let record = try #require(exchange.records(.consumer).first)
            #expect(record.decision == .deny)
            #expect(record.code == "agreement_expired")
            #expect(record.status == 500)
            #expect(record.citations == .array([.string("act 2026/3")]))
            #expect(exchange.consumer.snapshot.denied == 1)
            #expect(exchange.consumer.snapshot.faults == 0)
        }
    }

    @Test func `is denied by the provider's gateway whatever the consumer's ruled`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call("/deny-provider")
            let body = try JSON(parsing: answer.body)

            #expect(answer.status == 500)
            #expect(answer.header("x-road-error") == "server.serverproxy.access_denied")
            #expect(body["cabildo"]?["code"]?.stringValue == "agreement_expired")
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
            #expect(exchange.records(.provider).map(\.decision) == [.deny])
            #expect(exchange.records(.consumer).map(\.decision) == [.permit])
            #expect(exchange.records(.consumer).map(\.code) == ["server.serverproxy.access_denied"])
        }
    }

    @Test func `is answered in XML and in the older style where asked`() async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.faultStyle = .camelCase
            }
        ) { exchange in
            let answer = try await exchange.call(
                "/deny-consumer",
                headers: [("Accept", "text/xml")]
            )

            #expect(answer.header("content-type") == "text/xml; charset=utf-8")
            #expect(answer.text.contains("<type>Server.ClientProxy.AccessDenied</type>"))
            #expect(answer.header("x-road-error") == "Server.ClientProxy.AccessDenied")
        }
    }

    @Test func `leaves the connection open where no body is outstanding`() async throws {
        try await TestExchange.run { exchange in
            try await TestSession.open(exchange.consumerPort) { session in
                let malformed = try await session.call("/r1/x")
                let denied = try await session.call("/deny-consumer")
                let permitted = try await session.call("/x")

                #expect([malformed, denied, permitted].map(\.status) == [500, 500, 200])
                #expect(exchange.consumer.snapshot.connectionsAccepted == 1)
            }
        }
    }

    @Test(arguments: [
        ("/r1/ML/GOV/2/health", 500, "server.clientproxy.bad_request"),
        ("/r2/ML/GOV/2/health/records", 500, "server.clientproxy.bad_request"),
        ("/r1/ML/GOV/2/health/records/../x", 500, "server.clientproxy.bad_request"),
        ("/r1/ML/GOV/2/health/records/%2e%2E/x", 500, "server.clientproxy.bad_request"),
        ("/r1/ML/GOV/2/health/records/a%2fb", 500, "server.clientproxy.bad_request"),
        ("/r1/ML/GOV/9/health/records", 500, "server.clientproxy.unknown_member"),
        ("/r1/ML/GOV/2/health/other", 500, "server.serverproxy.unknown_service"),
    ])
    func `names what is wrong with the target`(
        path: String,
        status: Int,
        type: String
    ) async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call(path)

            #expect(answer.status == status)
            #expect(answer.header("x-road-error") == type)
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
        }
    }

    @Test(
        arguments: [
            (nil, [], "server.clientproxy.invalid_client_identifier"),
            ("ML/GOV", [], "server.clientproxy.invalid_client_identifier"),
            (
                TestSession.client, [("x-road-client", "ML/GOV/1/tax")],
                "server.clientproxy.invalid_client_identifier"
            ),
            ("ML/GOV/2/health", [], "server.clientproxy.access_denied"),
            (TestSession.client, [("X-Road-Id", "1"), ("X-Road-ID", "1")], "client.bad_request"),
            (TestSession.client, [("Cabildo-Purpose", "a b")], "client.bad_request"),
            (
                TestSession.client, [("X-Road-Security-Server", "ML/GOV/2")],
                "server.clientproxy.invalid_security_server"
            ),
            (
                TestSession.client, [("X-Road-Security-Server", "ML/GOV/2/other")],
                "server.serverproxy.invalid_security_server"
            ),
        ] as [(String?, [(String, String)], String)]
    )
    func `names what is wrong with the headers`(
        client: String?,
        headers: [(String, String)],
        type: String
    ) async throws {
        try await TestExchange.run { exchange in
            let answer = try await TestSession.open(exchange.consumerPort) {
                try await $0.call("/x", headers: headers, client: client)
            }

            #expect(answer.header("x-road-error") == type)
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nX-Road-Client: ML/GOV/1\r\n\r\n",
        "GET $T HTTP/1.0\r\nHost: g\r\nX-Road-Client: ML/GOV/1/tax\r\n\r\n",
        "GET $T HTTP/1.1\r\nX-Road-Client: ML/GOV/1/tax\r\nConnection: close\r\n\r\n",
        "GET $T HTTP/1.1\r\nHost: a\r\nHost: b\r\nX-Road-Client: ML/GOV/1/tax\r\n"
            + "Connection: close\r\n\r\n",
        "BREW $T HTTP/1.1\r\nHost: g\r\n\r\n",
        "CONNECT g:80 HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n",
        "POST $T HTTP/1.1\r\nHost: g\r\nX-Road-Client: ML/GOV/1/tax\r\nContent-Length: 4\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST $T HTTP/1.1\r\nHost: g\r\nX-Road-Client: ML/GOV/1/tax\r\nContent-Length: 1\r\n"
            + "Content-Length: 2\r\n\r\nab",
        "POST $T HTTP/1.1\r\nHost: g\r\nX-Road-Client: ML/GOV/1/tax\r\nContent-Length: -1\r\n\r\n",
        "POST $T HTTP/1.1\r\nHost: g\r\nX-Road-Client: ML/GOV/1/tax\r\n"
            + "Transfer-Encoding: gzip, identity\r\n\r\n",
        "GET $T HTTP/1.1\r\nHost: g\r\nX-Road-Client : ML/GOV/1/tax\r\n\r\n",
        "GET $T HTTP/1.1\r\nHost: g\r\nX-A: \(String(repeating: "a", count: 40_000))\r\n\r\n",
        "GET $T HTTP/1.1\r\nHost: g\r\n\(String(repeating: "X-A: 1\r\n", count: 101))\r\n",
        "not http\r\n\r\n",
    ])
    func `is not HTTP as the gateway takes it and closes the connection`(
        request: String
    ) async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.timeouts.keepAlive = 300
            }
        ) { exchange in
            let answer = try await RawSession.run(
                exchange.consumerPort,
                request.replacing("$T", with: TestSession.target("/x"))
            )

            #expect(answer.hasPrefix("HTTP/1.1 400 ") || answer.hasPrefix("HTTP/1.1 500 "))
            #expect(answer.split(separator: "x-road-error: ").count == 2)
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
            #expect(exchange.records(.consumer).isEmpty)
        }
    }
}
