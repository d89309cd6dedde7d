internal import CanonicalJSON
internal import HTTPTypes
public import Hummingbird
internal import NIOCore

/// Refuses request bodies larger than the limit with 413.
///
/// A longer announced length is refused at once; an unannounced one as soon as it goes beyond.
public struct BodyLimit: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    private let maximumBytes: Int
    private let exceptions: [String: Int]

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - maximumBytes: the limit; a body of exactly that size passes.
    ///   - exceptions: other limits by route pattern, such as `/entries`.
    public init(maximumBytes: Int, exceptions: [String: Int] = [:]) {
        self.maximumBytes = maximumBytes
        self.exceptions = exceptions
    }

    /// Handles the request with a bounded body.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let limit = exceptions[RouteName.of(context)] ?? maximumBytes
        if let length = request.headers[.contentLength] {
            guard let bytes = Int(length), bytes <= limit else { throw Self.refusal(limit) }
        }
        var (request, context) = (request, context)
        context.maximumBodyBytes = limit
        request.body = RequestBody(asyncSequence: LimitedBody(base: request.body, limit: limit))
        return try await next(request, context)
    }

    static func refusal(_ limit: Int) -> ProblemDetails {
        ProblemDetails(
            status: 413,
            code: "content_too_large",
            detail: "the request's body is larger than \(limit) bytes",
            extensions: ["maximum_bytes": .integer(Int64(limit))]
        )
    }
}

/// A body that throws once more than the limit has come.
private struct LimitedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody
    let limit: Int

    func makeAsyncIterator() -> Iterator {
        Iterator(base: base.makeAsyncIterator(), limit: limit)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let limit: Int
        var count = 0

        mutating func next() async throws -> ByteBuffer? {
            guard let part = try await base.next() else { return nil }
            count += part.readableBytes
            guard count <= limit else { throw BodyLimit.refusal(limit) }
            return part
        }
    }
}
