internal import HTTPTypes
public import Hummingbird

/// Tells browsers to trust nothing that the page does not need.
///
/// A field that a handler has set itself stays as it is.
public struct SecurityHeaders: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    /// No scripts; styles and images of our own; forms to ourselves; never in a frame.
    public static let contentSecurityPolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    /// Makes the middleware.
    public init() {}

    /// Answers with the fields added.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let fields: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, Self.contentSecurityPolicy),
            (.xContentTypeOptions, "nosniff"),
            (.referrerPolicy, "no-referrer"),
        ]
        for (name, value) in fields where !response.headers.contains(name) {
            response.headers[name] = value
        }
        return response
    }
}
