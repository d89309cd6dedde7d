import DataExchange
import ExchangeGateway
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Testing

@Suite(.serialized) struct `Large body` {
    static let size = 300 * 1_024 * 1_024

    /// A value of this process's status, in KiB.
    func status(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else {
            return 0
        }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
            if text.hasPrefix(name) {
                return Int(text.filter(\.isNumber)) ?? 0
            }
        }
        return 0
    }

    func upload(_ port: Int, _ path: String) async throws -> Answer {
        let part = ByteBuffer(repeating: 0x61, count: 65_536)
        return try await TestSession.open(port) { session in
            try await session.sendHead(
                path,
                method: .POST,
                headers: [("Content-Length", String(Self.size))]
            )
            let outbound = session.outbound
            return try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    for _ in 0..<(Self.size / part.readableBytes) {
                        try await outbound.write(.body(.byteBuffer(part)))
                    }
                    try await outbound.write(.end(nil))
                }
                let answer = try await session.receive()
                try await tasks.waitForAll()
                return answer
            }
        }
    }

    @Test(arguments: ["/sink", "/echo", "/bytes/314572800"])
    func `passes at constant memory`(path: String) async throws {
        try await TestExchange.run { exchange in
            let before = status("VmRSS:")

            let answer =
                path.hasPrefix("/bytes")
                ? try await exchange.call(path)
                : try await upload(exchange.consumerPort, path)

            let peak = status("VmHWM:")
            print("300 MiB through \(path): resident \(before) KiB before, peak \(peak) KiB")
            #expect(answer.isComplete)
            #expect(peak - before < 240_000)
            if path == "/sink" {
                #expect(answer.text == "POST /api/sink \(Self.size)")
                #expect(answer.header("x-road-request-hash") != nil)
                #expect(exchange.records(.provider).map(\.requestBytes) == [Int64(Self.size)])
            } else {
                #expect(answer.count == Self.size)
            }
            if path == "/echo" {
                #expect(answer.header("x-road-request-hash") == nil)
                #expect(answer.header("connection") == "close")
                try await until("the end is recorded") {
                    exchange.records(.consumer).count == 2
                }
                #expect(exchange.records(.consumer).last?.kind == .close)
                #expect(exchange.records(.consumer).last?.requestBytes == Int64(Self.size))
                #expect(exchange.records(.consumer).last?.responseBytes == Int64(Self.size))
            }
        }
    }

    @Test(arguments: ["/deny-consumer", "/r1/x"])
    func `of a refused call is cut off after one buffer at most`(path: String) async throws {
        try await TestExchange.run(
            Adjustment { settings, _ in
                settings.timeouts.linger = 200
            }
        ) { exchange in
            let part = ByteBuffer(repeating: 0x61, count: 65_536)
            let written = NIOLockedValueBox(0)

            let answer = try await TestSession.open(exchange.consumerPort) { session in
                try await session.sendHead(
                    path,
                    method: .POST,
                    headers: [("Content-Length", "1073741824")]
                )
                let outbound = session.outbound
                return try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        for _ in 0..<16_384 {
                            do {
                                try await outbound.write(.body(.byteBuffer(part)))
                            } catch {
                                return
                            }
                            written.withLockedValue { $0 += part.readableBytes }
                        }
                    }
                    let answer = try await session.receive()
                    try await tasks.waitForAll()
                    return answer
                }
            }

            let sent = written.withLockedValue { $0 }
            print("announced 1 GiB to \(path): cut off, \(sent) bytes taken by the caller's side")
            #expect(answer.status == 500)
            #expect(answer.isComplete)
            #expect(answer.header("connection") == "close")
            #expect(sent < 1_073_741_824)
            #expect(exchange.consumer.snapshot.requestBytes <= 65_536)
            #expect(exchange.application.seen.withLockedValue { $0.requests.isEmpty })
        }
    }
}
