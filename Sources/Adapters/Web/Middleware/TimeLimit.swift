public import Hummingbird

/// Cancels a handler that has not answered in time, and answers 503 in its place.
public struct TimeLimit: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    private let limit: Duration

    /// Makes the middleware.
    ///
    /// - Parameter limit: the longest time until the handler returns its response.
    public init(_ limit: Duration) { self.limit = limit }

    /// Handles the request, or gives up on it.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        try await withoutActuallyEscaping(next) { next in
            // Only the child task calls it, and the group ends before this function returns.
            nonisolated(unsafe) let next = next
            return try await withThrowingTaskGroup(of: Response?.self) { group in
                group.addTask { try await next(request, context) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let response = try await group.next() ?? nil else {
                    throw ProblemDetails(
                        status: 503,
                        code: "request_timeout",
                        detail: "the request was not answered in time"
                    )
                }
                return response
            }
        }
    }
}
