import Hummingbird
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Web

/// Keeps what was logged.
final class LogLines: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    var all: [String] { lines.withLockedValue { $0 } }

    var logger: Logger {
        Logger(label: "test") { label in
            JSONLinesLogHandler(
                label: label,
                now: { 1_767_323_045_006 },
                write: { line in self.lines.withLockedValue { $0.append(line) } }
            )
        }
    }
}

/// A value that a handler hands to its test.
final class Box<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func put(_ value: Value) { continuation.yield(value) }

    /// The next value; nil only where the task is cancelled.
    func next() async -> Value? {
        for await value in stream { return value }
        return nil
    }
}

/// A running server and the means to stop it.
struct TestServer {
    let server: WebServer
    let port: Int
    let group: ServiceGroup
    let log: LogLines
    let metrics: MetricRegistry

    /// Sends one request on a connection of its own.
    func send(_ request: String) async throws -> RawResponse {
        try await RawConnection.open(port: port) { connection in
            try await connection.send(request)
            return try await connection.response()
        }
    }

    func get(_ path: String, _ fields: String...) async throws -> RawResponse {
        let lines = fields.map { $0 + "\r\n" }.joined()
        return try await send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
    }
}

/// Serves on a free port while the body runs, then shuts down gracefully.
func withServer<Result: Sendable>(
    limits: WebLimits = WebLimits(),
    tls: WebTLS? = nil,
    routes: (Router<WebContext>) -> Void = { _ in },
    _ body: @Sendable (TestServer) async throws -> Result
) async throws -> Result {
    let log = LogLines()
    let metrics = MetricRegistry()
    let router = Router(context: WebContext.self)
    router.addStandardMiddleware(limits: limits, metrics: metrics)
    router.get("hello") { _, _ in "hello" }
    router.post("count") { request, _ in
        var count = 0
        for try await part in request.body { count += part.readableBytes }
        return String(count)
    }
    routes(router)
    let ports = Box<Int>()
    let server = try WebServer(
        router: router,
        host: "127.0.0.1",
        port: 0,
        limits: limits,
        tls: tls,
        metrics: metrics,
        logger: log.logger,
        onListening: { ports.put($0) }
    )
    var silent = Logger(label: "lifecycle")
    silent.logLevel = .critical
    let group = ServiceGroup(configuration: .init(services: [server], logger: silent))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        guard let port = await ports.next() else { throw CancellationError() }
        let running = TestServer(
            server: server,
            port: port,
            group: group,
            log: log,
            metrics: metrics
        )
        do {
            let result = try await body(running)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return result
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
    }
}
