import Hummingbird
import NIOCore
import Testing
import Web

@Suite("Deadlines", .timeLimit(.minutes(1))) struct DeadlineTests {
    private static func limits(_ change: (inout WebLimits) -> Void) -> WebLimits {
        var limits = WebLimits()
        limits.lingerTimeout = .milliseconds(100)
        change(&limits)
        return limits
    }

    /// Sends one byte after another, steadily, until the server no longer takes them.
    private static func drip(_ client: RawConnection) async {
        while (try? await client.send("x")) != nil {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `cut a client that drips its head`() async throws {
        let limits = Self.limits { $0.headTimeout = .milliseconds(150) }
        try await withServer(limits: limits) { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX-Drip: ")
                await Self.drip(client)
                let response = try await client.response()

                #expect(response.status == 408)
                #expect(response.code == "head_timeout")
                #expect(response["connection"] == "close")
            }
        }
    }

    @Test func `cut a client that says nothing`() async throws {
        let limits = Self.limits { $0.headTimeout = .milliseconds(50) }
        try await withServer(limits: limits) { server in
            try await RawConnection.open(port: server.port) { client in
                let response = try await client.response()
                #expect(response.status == 408)
                #expect(await client.rest() == "")
            }
        }
    }

    @Test func `cut a client that drips its body, and tell the handler`() async throws {
        let results = Box<Bool>()
        let limits = Self.limits { $0.bodyTimeout = .milliseconds(150) }
        try await withServer(limits: limits) { router in
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
            try await RawConnection.open(port: server.port) { client in
                try await client.send(
                    "POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n"
                )
                await Self.drip(client)
                let response = try await client.response()

                #expect(response.status == 408)
                #expect(response.code == "body_timeout")
                #expect(await results.next() == false)
            }
        }
    }

    @Test func `close a connection that stays idle, without a word`() async throws {
        let limits = Self.limits { $0.idleTimeout = .milliseconds(50) }
        try await withServer(limits: limits) { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
                #expect(await client.rest() == "")
            }
        }
    }

    @Test func `answer in place of a handler that takes too long, and cancel it`() async throws {
        let cancelled = Box<Bool>()
        let limits = Self.limits { $0.handlerTimeout = .milliseconds(50) }
        try await withServer(limits: limits) { router in
            router.get("slow") { _, _ in
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    cancelled.put(true)
                    throw error
                }
                return "slow"
            }
        } _: { server in
            let response = try await server.get("/slow")

            #expect(response.status == 503)
            #expect(response.code == "request_timeout")
            #expect(await cancelled.next() == true)
        }
    }

    @Test func `cut a client that does not read its answer`() async throws {
        let channels = Box<any Channel>()
        let limits = Self.limits { $0.stallTimeout = .milliseconds(150) }
        let part = ByteBuffer(repeating: 0x78, count: 65_536)
        try await withServer(limits: limits) { router in
            router.get("large") { _, context in
                channels.put(context.channel)
                return Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for _ in 0..<4096 { try await writer.write(part) }
                        try await writer.finish(nil)
                    }
                )
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
                let channel = try #require(await channels.next())

                try await channel.closeFuture.get()

                #expect(await client.rest().utf8.count < 4096 * 65_536)
            }
        }
    }
}
