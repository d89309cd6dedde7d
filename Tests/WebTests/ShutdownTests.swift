import Hummingbird
import ServiceLifecycle
import Testing
import Web

@Suite("Shutdown", .timeLimit(.minutes(1))) struct ShutdownTests {
    @Test func `lets a request in flight end, and closes idle connections`() async throws {
        let (started, go) = (Box<Void>(), Box<Void>())
        try await withServer { router in
            router.get("slow") { _, _ in
                started.put(())
                _ = await go.next()
                return "done"
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { idle in
                try await idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await idle.response()
                try await RawConnection.open(port: server.port) { busy in
                    try await busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = await started.next()

                    await server.group.triggerGracefulShutdown()
                    #expect(await idle.rest() == "")
                    go.put(())
                    let response = try await busy.response()

                    #expect(response.body == "done")
                    #expect(response["connection"] == "close")
                    #expect(await busy.rest() == "")
                }
            }
        }
    }

    @Test func `does not wait for ever`() async throws {
        let (started, cancelled) = (Box<Void>(), Box<Void>())
        var limits = WebLimits()
        limits.drainTimeout = .milliseconds(100)
        try await withServer(limits: limits) { router in
            router.get("endless") { _, _ in
                started.put(())
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    cancelled.put(())
                    throw error
                }
                return "never"
            }
        } _: { server in
            try await RawConnection.open(port: server.port) { client in
                try await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = await started.next()

                await server.group.triggerGracefulShutdown()

                #expect(await cancelled.next() != nil)
                #expect(await client.rest().contains("never") == false)
            }
        }
    }

    @Test func `counts open connections`() async throws {
        try await withServer { server in
            #expect(server.server.connectionCount == 0)
            try await RawConnection.open(port: server.port) { client in
                try await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.response()
                #expect(server.server.connectionCount == 1)
                #expect(server.metrics.text.contains("\nhttp_connections_open 1\n"))
            }
        }
    }
}
