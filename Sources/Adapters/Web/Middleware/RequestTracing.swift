internal import HTTPTypes
public import Hummingbird
internal import Logging

/// Gives each request an identifier and a place in a trace, and every log line both.
///
/// A well-formed `X-Request-Id` is taken over and `traceparent` is continued; both are made anew
/// otherwise. The response carries the identifier.
public struct RequestTracing: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    /// Makes the middleware.
    public init() {}

    /// Handles the request under its identifier.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.trace = TraceContext(continuing: Self.single(request, .traceparent))
        if let given = Self.single(request, .requestID), Self.isAcceptable(given) {
            context.requestID = given
        } else {
            context.requestID = TraceContext.random(words: 2)
        }
        // The key under which the framework keeps its own identifier.
        context.logger[metadataKey: "hb.request.id"] = "\(context.requestID)"
        context.logger[metadataKey: "trace_id"] = "\(context.trace.traceID)"
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    private static func single(_ request: Request, _ name: HTTPField.Name) -> String? {
        let values = request.headers[values: name]
        return values.count == 1 ? values[0] : nil
    }

    /// 1 to 64 letters, digits, dots, hyphens and underscores.
    private static func isAcceptable(_ text: String) -> Bool {
        1...64 ~= text.utf8.count
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), 0x2D, 0x2E, 0x5F:
                    true
                default: false
                }
            }
    }
}
