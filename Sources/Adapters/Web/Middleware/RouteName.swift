internal import Hummingbird

/// The pattern of the route that served a request, for logs and metrics.
enum RouteName {
    /// The pattern, or `unmatched`: never the path, of which a client can make any number.
    static func of(_ context: WebContext) -> String {
        guard let path = context.endpointPath, path != "NotFound" else { return "unmatched" }
        return path
    }

    static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
