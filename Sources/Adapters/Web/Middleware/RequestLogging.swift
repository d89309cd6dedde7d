internal import HTTPTypes
public import Hummingbird
internal import Logging

/// Writes one log line a request: method, route, path, status and time, never a query or a body.
public struct RequestLogging: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    /// Makes the middleware.
    public init() {}

    /// Handles the request and writes its line.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let duration = ContinuousClock.now - start
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue.prefix(32))",
                "route": "\(RouteName.of(context))",
                "path": "\(request.uri.path.prefix(512))",
                "status": "\(response.status.code)",
                "duration_us": "\(RouteName.microseconds(duration))",
                "remote": "\(context.connection.remoteAddress ?? "unknown")",
            ]
        )
        return response
    }
}
