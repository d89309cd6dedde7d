import LogClient
import NIOCore
import NIOPosix
import TestSupport
import Testing
import TransparencyLog

/// A server that answers every request in the same hostile way.
struct HostileServer {
    enum Manner: CaseIterable {
        /// Sends bytes without an end.
        case endless
        /// Sends a byte now and then.
        case dripping
        /// Sends nothing at all.
        case silent
        /// Promises more bytes than it sends.
        case cut
    }

    let channel: any Channel
    var address: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    static func start(_ manner: Manner) async throws -> HostileServer {
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answer(manner: manner))
                }
            }
        return HostileServer(
            channel: try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        )
    }

    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let manner: Manner
        private var hasBegun = false

        init(manner: Manner) { self.manner = manner }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard !hasBegun else { return }
            hasBegun = true
            switch manner {
            case .silent: return
            case .cut:
                send("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nshort", on: context.channel)
                context.close(promise: nil)
            case .endless, .dripping:
                send("HTTP/1.1 200 OK\r\n\r\n", on: context.channel)
                goOn(context.channel)
            }
        }

        private func send(_ text: String, on channel: any Channel) {
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }

        private func goOn(_ channel: any Channel) {
            let manner = manner
            let size = manner == .endless ? 65_536 : 1
            let piece = ByteBuffer(repeating: 0x61, count: size)
            channel.writeAndFlush(piece).whenSuccess {
                if manner == .endless {
                    Self.goOn(channel, piece, .milliseconds(0))
                } else {
                    Self.goOn(channel, piece, .milliseconds(100))
                }
            }
        }

        private static func goOn(
            _ channel: any Channel,
            _ piece: ByteBuffer,
            _ pause: TimeAmount
        ) {
            channel.eventLoop.scheduleTask(in: pause) {
                channel.writeAndFlush(piece).whenSuccess { goOn(channel, piece, pause) }
            }
        }
    }
}

@Suite struct HostileLogs {
    @Test(.timeLimit(.minutes(1)), arguments: HostileServer.Manner.allCases)
    func `bounds time and size of what a server sends`(manner: HostileServer.Manner) async throws {
        let server = try await HostileServer.start(manner)
        let signer = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32))
        var source = try LogSource(url: server.address)
        source.fileSeconds = 1
        let start = ContinuousClock.now
        let report = await LogAudit(
            of: source,
            by: [signer.verifier],
            settings: AuditSettings { "2026-03-01" }
        ).run()

        #expect(report.exitStatus == 2)
        #expect(report.failure != nil)
        #expect(ContinuousClock.now - start < .seconds(20))
        try await server.channel.close()
    }
}
