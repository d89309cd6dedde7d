internal import HTTPTypes
public import Hummingbird

/// Counts and times requests by route pattern, method and status.
public struct RequestMetrics: RouterMiddleware {
    /// The requests it handles.
    public typealias Context = WebContext

    private let requests: Counter
    private let durations: Histogram
    private let inFlight: Gauge

    /// Makes the middleware.
    ///
    /// - Parameter registry: where the figures are kept.
    public init(_ registry: MetricRegistry) {
        requests = registry.counter(
            "http_requests_total",
            help: "Requests answered, by route pattern.",
            labels: ["route", "method", "status"]
        )
        durations = registry.histogram(
            "http_request_duration_seconds",
            help: "Time from a request's head to its response's head.",
            labels: ["route", "method"],
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
        )
        inFlight = registry.gauge("http_requests_in_flight", help: "Requests being handled.")
    }

    /// Handles the request and counts it.
    public func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        inFlight.add(1)
        defer { inFlight.add(-1) }
        let response = try await next(request, context)
        let (route, method) = (RouteName.of(context), Self.method(request.method))
        requests.increment([route, method, String(response.status.code)])
        let microseconds = RouteName.microseconds(ContinuousClock.now - start)
        durations.observe(Double(microseconds) / 1_000_000, [route, method])
        return response
    }

    /// A client can make up any number of methods, so unknown ones count as one.
    private static func method(_ method: HTTPRequest.Method) -> String {
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        return known.contains(method.rawValue) ? method.rawValue : "other"
    }
}
