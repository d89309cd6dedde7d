internal import HTTPTypes
public import Hummingbird
internal import NIOCore

extension Router where Context == WebContext {
    /// Adds `/health/live` and `/health/ready`.
    ///
    /// Live answers 200 while the process serves at all. Ready answers 200 where every check
    /// passes and 503 otherwise; a load balancer then sends its requests elsewhere.
    ///
    /// - Parameter readiness: looks at what the service needs; it should take milliseconds.
    public func addHealth(_ readiness: @escaping @Sendable () async -> [ReadinessCheck]) {
        get("health/live") { _, _ in
            Self.text(.ok, "application/json", #"{"status":"live"}"#)
        }
        get("health/ready") { _, _ in
            let checks = await readiness()
            let isReady = checks.allSatisfy(\.isReady)
            var text = #"{"status":"\#(isReady ? "ready" : "not_ready")","checks":["#
            for (index, check) in checks.enumerated() {
                text += index == 0 ? "{" : ",{"
                JSONText.appendName("name", to: &text)
                JSONText.append(check.name, to: &text)
                text += #","ready":\#(check.isReady)}"#
            }
            let status: HTTPResponse.Status = isReady ? .ok : .serviceUnavailable
            return Self.text(status, "application/json", text + "]}")
        }
    }

    /// Adds `/metrics` in the Prometheus text format.
    ///
    /// - Parameters:
    ///   - registry: the metrics.
    ///   - update: called before each answer, to read what is counted elsewhere.
    public func addMetrics(
        _ registry: MetricRegistry,
        update: @escaping @Sendable () -> Void = {}
    ) {
        get("metrics") { _, _ in
            update()
            return Self.text(.ok, "text/plain; version=0.0.4; charset=utf-8", registry.text)
        }
    }

    private static func text(
        _ status: HTTPResponse.Status,
        _ type: String,
        _ text: String
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
