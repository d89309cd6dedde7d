import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A small application behind a gateway; the path says what it does.
final class TestApplication: Sendable {
    struct Seen: Sendable {
        var connections = 0
        var requests: [String] = []
        var bodyBytes = 0
        var closed = 0
    }

    let seen = NIOLockedValueBox(Seen())
    private let held = NIOLockedValueBox<[EventLoopPromise<Void>]>([])
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }
    var heldCount: Int { held.withLockedValue { $0.count } }

    init(tls: NIOSSLContext? = nil) async throws {
        let seen = seen
        let held = held
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    seen.withLockedValue { $0.connections += 1 }
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls)
                        )
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        ApplicationHandler(seen: seen, held: held)
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Lets the answers go out that are held.
    func release() {
        for promise in held.withLockedValue({ $0 }) {
            promise.succeed()
        }
    }

    func close() async {
        release()
        try? await channel.close()
    }
}

private final class ApplicationHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let seen: NIOLockedValueBox<TestApplication.Seen>
    private let held: NIOLockedValueBox<[EventLoopPromise<Void>]>
    private var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    private var count = 0
    private var remaining = 0

    init(
        seen: NIOLockedValueBox<TestApplication.Seen>,
        held: NIOLockedValueBox<[EventLoopPromise<Void>]>
    ) {
        self.seen = seen
        self.held = held
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            count = 0
            seen.withLockedValue { $0.requests.append("\(head.method) \(head.uri)") }
            if head.uri.contains("/echo") {
                start(context, length: nil)
            }
        case .body(let buffer):
            count += buffer.readableBytes
            seen.withLockedValue { $0.bodyBytes += buffer.readableBytes }
            if head.uri.contains("/echo") {
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
            }
        case .end:
            answer(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        seen.withLockedValue { $0.closed += 1 }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
    }

    private func start(_ context: ChannelHandlerContext, length: Int?) {
        var headers = HTTPHeaders([("Content-Type", "text/plain"), ("X-Application", "yes")])
        headers.add(name: "X-Road-Client", value: "forged")
        if !head.uri.contains("/plain") {
            headers.add(name: "X-Road-Error", value: "forged")
        }
        headers.add(name: "Cabildo-Receipt", value: "forged")
        headers.add(name: "Connection", value: "X-Hop")
        headers.add(name: "X-Hop", value: "1")
        headers.add(name: "Keep-Alive", value: "timeout=5")
        headers.add(name: "Server", value: "application")
        if let length {
            headers.add(name: "Content-Length", value: String(length))
        }
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private func answer(_ context: ChannelHandlerContext) {
        if head.uri.contains("/echo") {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        } else if head.uri.contains("/hold") {
            let promise = context.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenSuccess { self.finish(context, "held") }
            held.withLockedValue { $0.append(promise) }
        } else if head.uri.contains("/bytes/"), let last = head.uri.split(separator: "/").last,
            let length = Int(last)
        {
            remaining = length
            start(context, length: length)
            pump(context)
        } else if head.uri.contains("/cut") {
            start(context, length: 1_000)
            let part = ByteBuffer(string: "half")
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
            context.close(promise: nil)
        } else if head.uri.contains("/headers") {
            finish(context, head.headers.map { "\($0.name): \($0.value)\n" }.joined())
        } else if head.uri.contains("/silent") {
            return
        } else {
            finish(context, "\(head.method) \(head.uri) \(count)")
        }
    }

    private func finish(_ context: ChannelHandlerContext, _ text: String) {
        start(context, length: text.utf8.count)
        if head.method != .HEAD {
            let part = ByteBuffer(string: text)
            context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if head.uri.contains("/last") {
            // Ends the connection without having said so.
            context.close(promise: nil)
        }
    }

    private func pump(_ context: ChannelHandlerContext) {
        guard remaining > 0 else {
            return
        }
        while remaining > 0, context.channel.isWritable {
            let size = min(remaining, 32_768)
            remaining -= size
            let part = ByteBuffer(repeating: 0x78, count: size)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        }
        if remaining == 0 {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
