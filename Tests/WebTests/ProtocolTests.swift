import Hummingbird
import NIOCore
import Testing
import Web

@Suite("HTTP/1 protocol", .timeLimit(.minutes(1))) struct ProtocolTests {
    @Test func `sends no chunks to HTTP/1.0`() async throws {
        try await withServer { router in
            router.get("parts") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for part in ["a", "bc"] { try await writer.write(ByteBuffer(string: part)) }
                        try await writer.finish(nil)
                    }
                )
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /parts HTTP/1.0\r\n\r\n")
                let text = await connection.rest()

                #expect(text.hasSuffix("\r\n\r\nabc"))
                #expect(!text.lowercased().contains("transfer-encoding"))
            }
        }
    }

    @Test func `answers HTTP/1.0 without a Host and closes`() async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let response = try await connection.response()

                #expect(response.status == 200)
                #expect(response.body == "hello")
                #expect(response["connection"] == "close")
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(arguments: [
        "close", "Close", "keep-alive, close", "x ,\tCLOSE", "x\r\nConnection: close",
    ])
    func `closes where a Connection token says so`(value: String) async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n"
                )
                let response = try await connection.response()

                #expect(response.status == 200)
                #expect(response["connection"] == "close")
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(arguments: ["keep-alive", "closed", "x-close", ""])
    func `stays open where none does`(value: String) async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                for _ in 0..<3 {
                    try await connection.send(
                        "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: \(value)\r\n\r\n"
                    )
                    let response = try await connection.response()
                    #expect(response.status == 200)
                    #expect(response["connection"] == nil)
                }
            }
        }
    }

    @Test(arguments: ["100-continue", "100-Continue"])
    func `answers an expectation before the body comes`(value: String) async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: \(value)\r\n\r\n"
                )
                #expect(try await connection.response().status == 100)
                try await connection.send("abc")
                let response = try await connection.response()

                #expect(response.status == 200)
                #expect(response.body == "3")
            }
        }
    }

    @Test func `refuses an unknown expectation`() async throws {
        try await withServer { server in
            let response = try await server.get("/hello", "Expect: magic")

            #expect(response.status == 417)
            #expect(response.code == "expectation_failed")
            let line = "http_connections_refused_total{code=\"expectation_failed\"} 1\n"
            #expect(server.metrics.text.contains(line))
        }
    }

    @Test func `refuses too large a body instead of asking for it`() async throws {
        try await withServer { server in
            let response = try await server.send(
                "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n"
                    + "Expect: 100-continue\r\n\r\n"
            )

            #expect(response.status == 413)
            #expect(response["connection"] == "close")
        }
    }

    @Test(arguments: [
        ("", 400, "invalid_host"), ("Host: a\r\nHost: a\r\n", 400, "invalid_host"),
        ("Host:\r\n", 400, "invalid_host"), ("Host: a b\r\n", 400, "invalid_host"),
        ("Host: a/b\r\n", 400, "invalid_host"), ("Host: user@a\r\n", 400, "invalid_host"),
        (
            "Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400,
            "malformed_request"
        ),
        ("Host: a\r\nContent-Length: x\r\n", 400, "malformed_request"),
        ("Host: a\r\nbroken\r\n", 400, "malformed_request"),
        (
            "Host: a\r\nX: \(String(repeating: "x", count: 40_000))\r\n", 431,
            "header_fields_too_large"
        ),
    ])
    func `refuses a malformed head and closes`(
        fields: String,
        status: Int,
        code: String
    ) async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /hello HTTP/1.1\r\n\(fields)\r\n")
                let response = try await connection.response()

                #expect(response.status == status)
                #expect(response.code == code)
                #expect(response["content-type"] == "application/problem+json")
                #expect(response["connection"] == "close")
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(arguments: [
        ("GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", [400, 505]),
        ("GET /hello HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        ("nonsense\r\n\r\n", [400]), ("\u{0}\u{0}\u{0}\r\n\r\n", [400]),
    ])
    func `refuses what is not HTTP/1`(request: String, statuses: [Int]) async throws {
        try await withServer { server in
            let response = try await server.send(request)

            #expect(statuses.contains(response.status))
        }
    }

    @Test(arguments: ["a.example:8080", "[::1]:80", "127.0.0.1", "A-b_c.example"])
    func `accepts a Host with a port or an address`(host: String) async throws {
        try await withServer { server in
            let response = try await server.send("GET /hello HTTP/1.1\r\nHost: \(host)\r\n\r\n")

            #expect(response.status == 200)
        }
    }

    @Test func `answers requests sent ahead one by one and in order`() async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                let bodies = ["", "a", "bb", "ccc", "dddd"]
                let requests = bodies.map {
                    "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: \($0.count)\r\n\r\n\($0)"
                }
                try await connection.send(requests.joined())
                for body in bodies {
                    #expect(try await connection.response().body == String(body.count))
                }
            }
        }
    }

    @Test func `answers nothing after a last request`() async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                        + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
                )
                #expect(try await connection.response().body == "hello")
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test func `answers a client that has ended its sending side`() async throws {
        try await withServer { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                connection.finish()

                #expect(try await connection.response().body == "hello")
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(arguments: ["Content-Length: 100\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"])
    func `never takes a cut body for a whole one`(request: String) async throws {
        let results = Box<Bool>()
        try await withServer { router in
            router.post("whole") { request, _ in
                do {
                    for try await _ in request.body {}
                    results.put(true)
                } catch {
                    results.put(false)
                    throw error
                }
                return "whole"
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { connection in
                try await connection.send("POST /whole HTTP/1.1\r\nHost: a\r\n\(request)")
                connection.finish()

                #expect(await results.next() == false)
                #expect(await !connection.rest().contains("200"))
            }
        }
    }
}
