import Hummingbird
import NIOCore
import Testing
import Web

@Suite("Early answers", .timeLimit(.minutes(1))) struct EarlyAnswerTests {
    @Test func `arrive at once, and the announced gigabyte is not read`() async throws {
        let connections = Box<WebConnection>()
        var limits = WebLimits()
        limits.lingerTimeout = .milliseconds(300)
        limits.bodyExceptions = ["/early": 2_000_000_000]
        let lingerBytes = limits.maximumLingerBytes
        try await withServer(limits: limits) { router in
            router.post("early") { _, context -> Response in
                connections.put(context.connection)
                throw ProblemDetails(status: 401, code: "unknown_caller")
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send(
                    "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\nx"
                )
                let response = try await client.response()
                let seen = try #require(await connections.next())

                #expect(response.status == 401)
                #expect(response["connection"] == "close")

                let sent = await sendUntilCut(client)

                #expect(sent < 1_073_741_824)
                // At most what one read may take beyond the limit.
                #expect(seen.receivedBodyBytes <= lingerBytes + 65_536 + 1)
            }
        }
    }

    @Test func `keep the connection when the whole body had come`() async throws {
        try await withServer { router in
            router.post("early") { _, _ -> Response in
                throw ProblemDetails(status: 401, code: "unknown_caller")
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { client in
                for _ in 0..<2 {
                    try await client.send(
                        "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                    )
                    let response = try await client.response()
                    #expect(response.status == 401)
                    #expect(response["connection"] == nil)
                }
            }
        }
    }

    @Test func `refuse a body that grows beyond the limit without saying so`() async throws {
        var limits = WebLimits()
        limits.maximumBodyBytes = 1000
        limits.lingerTimeout = .milliseconds(300)
        try await withServer(limits: limits) { server in
            try await RawConnection.open(port: server.port) { client in
                let chunk = "3e8\r\n\(String(repeating: "x", count: 1000))\r\n"
                try await client.send(
                    "POST /count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk + chunk
                )
                let response = try await client.response()

                #expect(response.status == 413)
                #expect(response.code == "content_too_large")
                #expect(response["connection"] == "close")
                #expect(response.json["maximum_bytes"] as? Int == 1000)
            }
        }
    }

    @Test(arguments: [(1000, 200), (1001, 413), (0, 200)])
    func `accept a body of exactly the limit`(count: Int, status: Int) async throws {
        var limits = WebLimits()
        limits.maximumBodyBytes = 1000
        try await withServer(limits: limits) { server in
            let response = try await server.send(
                "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                    + String(repeating: "x", count: count)
            )

            #expect(response.status == status)
            if status == 200 { #expect(response.body == String(count)) }
        }
    }

    @Test func `a route may take larger bodies than the others`() async throws {
        var limits = WebLimits()
        limits.maximumBodyBytes = 10
        limits.bodyExceptions = ["/large": 2000]
        let head = "HTTP/1.1\r\nHost: a\r\nContent-Length: 1500\r\nExpect: 100-continue\r\n\r\n"
        try await withServer(limits: limits) { router in
            router.post("large") { request, context in
                let body = try await request.body.collect(upTo: context.maxUploadSize)
                return String(body.readableBytes)
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send("POST /large \(head)")
                #expect(try await client.response().status == 100)
                try await client.send(String(repeating: "x", count: 1500))
                #expect(try await client.response().body == "1500")
            }
        }
    }

    /// Sends up to a gigabyte until the server cuts the connection; returns the bytes sent.
    private func sendUntilCut(_ client: RawConnection) async -> Int {
        let piece = ByteBuffer(repeating: 0x78, count: 16_384)
        var sent = 0
        while sent < 1_073_741_824 {
            do {
                try await client.send(piece)
                sent += piece.readableBytes
            } catch {
                break
            }
        }
        return sent
    }
}
