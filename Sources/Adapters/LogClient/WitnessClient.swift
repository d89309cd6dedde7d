internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
public import TransparencyLog

/// Asks a witness over HTTP to cosign checkpoints (C2SP tlog-witness).
///
/// Nothing of an answer is trusted: its size and time are bounded, and a signature is for the caller
/// to verify.
public struct WitnessClient: Sendable {
    private let url: String
    private let timeout: Duration

    /// One client for the whole process; it lives as long as the process does.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(5)
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Names a witness; nothing is sent.
    ///
    /// - Parameters:
    ///   - url: its submission prefix, such as `https://witness.example`.
    ///   - timeout: how long one request may take, its answer included.
    /// - Throws: ``LogClientError`` with code `unusable` for another scheme than http and https.
    public init(url: String, timeout: Duration = .seconds(5)) throws(LogClientError) {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw LogClientError(.unusable, "`\(url)` is not an http or https address")
        }
        self.url = (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/add-checkpoint"
        self.timeout = timeout
    }

    /// Asks for a cosignature.
    ///
    /// - Throws: ``LogClientError`` with code `unreachable`, `unusable` or `too_large`.
    public func add(_ request: AddCheckpoint) async throws(LogClientError) -> AddCheckpoint.Answer {
        let (url, timeout) = (url, timeout)
        do {
            return try await withThrowingTaskGroup(of: AddCheckpoint.Answer.self) { group in
                group.addTask { try await Self.post(request.bytes, to: url) }
                group.addTask {
                    // The library's own limit ends with the head of an answer.
                    try await Task.sleep(for: timeout)
                    throw LogClientError(
                        .unreachable,
                        "`\(url)` did not answer within \(timeout.components.seconds) s"
                    )
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch let error as LogClientError {
            throw error
        } catch is NIOTooManyBytesError {
            throw LogClientError(.tooLarge, "`\(url)` answers too much")
        } catch {
            throw LogClientError(.unreachable, "`\(url)` cannot be asked: \(error)")
        }
    }

    private static func post(_ body: [UInt8], to url: String) async throws -> AddCheckpoint.Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
        request.body = .bytes(body)
        let response = try await client.execute(request, timeout: .seconds(60))
        let limit = Cosignature.maximumAnswerBytes
        switch response.status.code {
        case 200:
            let answer = try await response.body.collect(upTo: limit)
            return .signed(Array(answer.readableBytesView))
        case 409:
            let answer = Array(try await response.body.collect(upTo: limit).readableBytesView)
            let type = response.headers.first(name: "content-type") ?? ""
            guard type.lowercased().hasPrefix("text/x.tlog.size"),
                let size = Cosignature.recordedSize(answer)
            else { throw LogClientError(.unusable, "`\(url)` answers 409 without a size") }
            return .conflict(size: size)
        default:
            throw LogClientError(.unusable, "`\(url)` answers \(response.status.code)")
        }
    }
}
