import DataExchange
import ExchangeGateway
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Testing

@Suite struct `Permitted call` {
    @Test func `reaches the application and comes back with receipts`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call(
                "/v1/%61?q=1",
                headers: [
                    ("X-Road-Id", "m-1"), ("Cabildo-Purpose", "audit"),
                    ("Cabildo-Declared", "minor=?1"),
                ]
            )

            #expect(answer.status == 200)
            #expect(answer.text == "GET /api/v1/a?q=1 0")
            #expect(
                answer.header("cabildo-receipt")
                    == #"rule="rule-consumer", act="2026/14", position=831"#
            )
            #expect(
                answer.header("cabildo-provider-receipt")
                    == #"rule="rule-provider", act="2026/14", position=831"#
            )
            #expect(answer.header("x-road-id") == "m-1")
            #expect(answer.header("x-road-client") == "ML/GOV/1/tax")
            #expect(answer.header("x-road-service") == "ML/GOV/2/health/records")
            #expect(answer.header("x-road-request-hash")?.utf8.count == 88)
            #expect(
                answer.headers.map(\.name).suffix(5) == [
                    "x-road-id", "x-road-client", "x-road-service", "x-road-request-id",
                    "x-road-request-hash",
                ]
            )
            let asked = exchange.state.withLockedValue { $0.asked }
            #expect(asked.map(\.role) == [.consumer, .provider])
            #expect(asked.map(\.path) == ["/v1/a", "/v1/a"])
            #expect(asked.map(\.purpose) == ["audit", "audit"])
            #expect(asked.map(\.declaration?.isMinor) == [true, true])
            for role in ExchangeRole.allCases {
                let records = exchange.records(role)
                #expect(records.count == 1)
                #expect(records.first?.decision == .permit)
                #expect(records.first?.status == 200)
                #expect(records.first?.rule == "rule-\(role.rawValue)")
                #expect(records.first?.messageID == "m-1")
                #expect(records.first?.declared == "minor=?1")
                #expect(records.first?.requestID == answer.header("x-road-request-id"))
                #expect(records.first?.responseBytes == 19)
            }
        }
    }

    @Test func `drops what belongs to one connection in both directions`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await exchange.call(
                "/headers",
                headers: [
                    ("Connection", "X-Local"), ("X-Local", "1"), ("Authorization", "secret"),
                    ("X-Road-Request-Id", "forged"), ("X-Road-Request-Hash", "forged"),
                    ("X-Road-Foo", "forged"), ("Forwarded", "for=1"), ("User-Agent", "test"),
                    ("X-Road-UserId", "ML1"), ("TE", "trailers"),
                ]
            )

            let sent = Set(
                answer.text.split(separator: "\n").map {
                    $0.prefix { $0 != ":" }.lowercased()
                }
            )
            #expect(
                sent == [
                    "host", "authorization", "x-road-client", "x-road-userid", "x-road-request-id",
                    "x-road-id",
                ]
            )
            #expect(!answer.text.contains("forged"))
            #expect(answer.header("x-application") == "yes")
            #expect(answer.header("x-road-client") == "ML/GOV/1/tax")
            #expect(answer.header("x-road-id")?.hasPrefix("ML-") == true)
            for name in ["x-road-error", "x-hop", "keep-alive", "server", "connection"] {
                #expect(answer.header(name) == nil)
            }
            #expect(answer.header("cabildo-receipt")?.contains("forged") == false)
        }
    }

    @Test(arguments: [HTTPMethod.POST, .PUT, .PATCH, .DELETE, .OPTIONS])
    func `carries a body with each method`(method: HTTPMethod) async throws {
        try await TestExchange.run { exchange in
            let answer = try await TestSession.open(exchange.consumerPort) {
                try await $0.call("/x", method: method, body: "hello")
            }

            #expect(answer.text == "\(method) /api/x 5")
            #expect(exchange.records(.consumer).first?.requestBytes == 5)
            #expect(exchange.records(.provider).first?.requestBytes == 5)
        }
    }

    @Test func `answers HEAD without a body and keeps the connection`() async throws {
        try await TestExchange.run { exchange in
            try await TestSession.open(exchange.consumerPort) { session in
                let head = try await session.call("/x", method: .HEAD)
                let next = try await session.call("/y")

                #expect(head.status == 200)
                #expect(head.count == 0)
                #expect(head.header("content-length") == "13")
                #expect(next.text == "GET /api/y 0")
            }
        }
    }

    @Test func `sends a chunked body on and streams the answer`() async throws {
        try await TestExchange.run { exchange in
            let answer = try await TestSession.open(exchange.consumerPort) { session in
                try await session.sendHead(
                    "/echo",
                    method: .POST,
                    headers: [("Transfer-Encoding", "chunked")]
                )
                for text in ["one ", "two ", "three"] {
                    try await session.outbound.write(.body(.byteBuffer(.init(string: text))))
                }
                try await session.outbound.write(.end(["x-trailer": "dropped"]))
                return try await session.receive()
            }

            #expect(answer.text == "one two three")
            #expect(answer.isComplete)
        }
    }

    @Test func `passes both gateways with a head as large as the first accepts`() async throws {
        try await TestExchange.run { exchange in
            let large = String(repeating: "a", count: 32_000)
            let answer = try await exchange.call("/headers", headers: [("X-Large", large)])

            #expect(answer.status == 200)
            #expect(answer.text.contains("X-Large: \(large)"))
        }
    }

    @Test func `has a path of its own where the service has no base`() async throws {
        try await TestExchange.run { exchange in
            let bare = try await exchange.call("/r1/ML/GOV/2/health/bare?q=1")
            let based = try await exchange.call("?q=1")

            #expect(bare.text == "GET /?q=1 0")
            #expect(based.text == "GET /api?q=1 0")
        }
    }

    @Test func `answers an expectation only once permitted`() async throws {
        try await TestExchange.run { exchange in
            let permitted = try await RawSession.run(
                exchange.consumerPort,
                "POST \(TestSession.target("/x")) HTTP/1.1\r\nHost: g\r\nConnection: close\r\n"
                    + "X-Road-Client: ML/GOV/1/tax\r\nExpect: 100-continue\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + "0\r\n\r\n"
            )
            let denied = try await RawSession.run(
                exchange.consumerPort,
                "POST \(TestSession.target("/deny-consumer")) HTTP/1.1\r\nHost: g\r\n"
                    + "X-Road-Client: ML/GOV/1/tax\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 9\r\n\r\n"
            )

            #expect(permitted.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
            #expect(denied.hasPrefix("HTTP/1.1 500 "))
        }
    }
}
