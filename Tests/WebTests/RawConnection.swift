import NIOCore
import NIOPosix
import NIOSSL

/// A TCP or TLS connection on which a test says exactly what it wants.
final class RawConnection {
    struct Closed: Error {}

    private let channel: any Channel
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received = ""

    private init(
        _ channel: any Channel,
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects, runs the body and closes.
    static func open<Result>(
        port: Int,
        tls: TLSConfiguration? = nil,
        _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await body(RawConnection(channel.channel, inbound, outbound))
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    /// Ends the sending side only.
    func finish() { outbound.finish() }

    /// The next response: its head, and its body by Content-Length.
    func response() async throws -> RawResponse {
        while true {
            if let (response, rest) = RawResponse.parse(received) {
                received = rest
                return response
            }
            guard let more = try await inbound.next() else { throw Closed() }
            received += String(buffer: more)
        }
    }

    /// Everything until the server closes its sending side or the connection.
    func rest() async -> String {
        while let more = try? await inbound.next() { received += String(buffer: more) }
        defer { received = "" }
        return received
    }
}
