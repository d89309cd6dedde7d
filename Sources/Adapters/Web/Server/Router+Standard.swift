public import Hummingbird

extension Router where Context == WebContext {
    /// Adds what every server of ours does, in the right order; call it before adding routes.
    ///
    /// From the outside in: identifiers, log line, metrics, security header fields, problems,
    /// time limit, body limit.
    ///
    /// - Parameters:
    ///   - limits: the bounds on bodies and time.
    ///   - metrics: where requests are counted.
    public func addStandardMiddleware(limits: WebLimits, metrics: MetricRegistry) {
        add(middleware: RequestTracing())
        add(middleware: RequestLogging())
        add(middleware: RequestMetrics(metrics))
        add(middleware: SecurityHeaders())
        add(middleware: ProblemResponses())
        add(middleware: TimeLimit(limits.handlerTimeout))
        add(
            middleware: BodyLimit(
                maximumBytes: limits.maximumBodyBytes,
                exceptions: limits.bodyExceptions
            )
        )
    }
}
