internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns every error of a handler into `application/problem+json`.
///
/// Typed refusals keep their code. Anything unknown becomes a 500 that tells the client nothing
/// but the request's identifier, and is logged at error level.
public struct ProblemResponses: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    /// Makes the middleware.
    public init() {}

    /// Answers, or answers with a problem.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var problem = Self.problem(error, context)
            if problem.instance == nil {
                problem.instance = "urn:cabildo:request:\(context.requestID)"
            }
            return problem.response
        }
    }

    private static func problem(_ error: any Error, _ context: WebContext) -> ProblemDetails {
        switch error {
        case let error as any ProblemConvertible:
            return error.problem
        case let error as HTTPError:
            return problem(error.status, error.body, error.headers)
        case let error as any HTTPResponseError:
            return problem(error.status, nil, [:])
        case is HTTPParserError, is ConnectionCut, is ChannelError, is IOError:
            return ProblemDetails(status: 400, code: "incomplete_request")
        case is CancellationError:
            return ProblemDetails(status: 503, code: "unavailable")
        default:
            context.logger.error(
                "request failed",
                metadata: [
                    "error_type": "\(Swift.type(of: error))",
                    "error": "\(String(describing: error).prefix(500))",
                ]
            )
            return ProblemDetails(status: 500, code: "internal_error")
        }
    }

    private static func problem(
        _ status: HTTPResponse.Status,
        _ message: String?,
        _ headers: HTTPFields
    ) -> ProblemDetails {
        var fields = headers
        for name in [HTTPField.Name.contentType, .contentLength, .contentEncoding] {
            fields[values: name] = []
        }
        return ProblemDetails(
            status: status.code,
            code: code(for: status.code),
            // The text of a server error is for the log, not for the client.
            detail: status.code < 500 ? message : nil,
            headers: fields
        )
    }

    private static func code(for status: Int) -> String {
        switch status {
        case 400: "bad_request"
        case 401: "unauthorized"
        case 403: "forbidden"
        case 404: "not_found"
        case 405: "method_not_allowed"
        case 409: "conflict"
        case 412: "precondition_failed"
        case 413: "content_too_large"
        case 415: "unsupported_media_type"
        case 422: "unprocessable_content"
        case 429: "too_many_requests"
        case 503: "unavailable"
        default: "http_\(status)"
        }
    }
}
