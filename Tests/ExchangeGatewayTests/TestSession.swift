import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// An answer as a test sees it.
struct Answer: Sendable {
    var status = 0
    var headers = HTTPHeaders()
    var count = 0
    var body: [UInt8] = []
    /// Whether the end of the answer was seen.
    var isComplete = false

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
        headers[name].joined(separator: "|").isEmpty ? nil : headers[name].joined(separator: "|")
    }
}

/// One connection of a caller.
struct TestSession: ~Copyable {
    typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private var iterator: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>

    static let client = "ML/GOV/1/tax"

    static func target(_ path: String) -> String {
        "/r1/ML/GOV/2/health/records" + path
    }

    static func open<Value: Sendable>(
        _ port: Int,
        tls: NIOSSLContext? = nil,
        _ body: (inout TestSession) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: nil)
                        )
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var session = TestSession(iterator: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&session)
        }
    }

    func send(
        _ path: String,
        method: HTTPMethod = .GET,
        body: String? = nil,
        headers extra: [(String, String)] = [],
        client: String? = TestSession.client
    ) async throws {
        var extra = extra
        if let body {
            extra.append(("Content-Length", String(body.utf8.count)))
        }
        try await sendHead(path, method: method, headers: extra, client: client)
        if let body {
            try await outbound.write(.body(.byteBuffer(ByteBuffer(string: body))))
        }
        try await outbound.write(.end(nil))
    }

    func sendHead(
        _ path: String,
        method: HTTPMethod,
        headers extra: [(String, String)] = [],
        client: String? = TestSession.client
    ) async throws {
        var headers = HTTPHeaders([("Host", "gateway")])
        if let client {
            headers.add(name: "X-Road-Client", value: client)
        }
        headers.add(contentsOf: extra)
        let uri = path.hasPrefix("/r") ? path : Self.target(path)
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
        try await outbound.write(.head(head))
    }

    /// Waits for one answer; keeps at most 64 KiB of its body.
    mutating func receive() async throws -> Answer {
        var answer = Answer()
        while let part = try await iterator.next() {
            switch part {
            case .head(let head):
                answer.status = Int(head.status.code)
                answer.headers = head.headers
            case .body(let buffer):
                answer.count += buffer.readableBytes
                if answer.body.count < 65_536 {
                    answer.body.append(contentsOf: buffer.readableBytesView)
                }
            case .end:
                answer.isComplete = true
                return answer
            }
        }
        return answer
    }

    mutating func call(
        _ path: String,
        method: HTTPMethod = .GET,
        body: String? = nil,
        headers: [(String, String)] = [],
        client: String? = TestSession.client
    ) async throws -> Answer {
        try await send(path, method: method, body: body, headers: headers, client: client)
        return try await receive()
    }
}

/// One connection of a caller that writes bytes as they are.
enum RawSession {
    /// Sends bytes and returns all that comes until the end of the connection.
    static func run(_ port: Int, _ request: String) async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var text = ""
            for try await buffer in inbound {
                text += String(buffer: buffer)
            }
            return text
        }
    }
}
