internal import HTTPTypes
public import Hummingbird
internal import NIOCore
internal import TransparencyLog
public import Web

/// The log over HTTP: C2SP tlog-tiles under `/log`, and the bodies of large entries beside it.
public struct LogRoutes: Sendable {
    private let log: DurableLog
    private let cosigning: Cosigning?

    /// Makes the routes of a log.
    ///
    /// - Parameters:
    ///   - log: the log.
    ///   - cosigning: what decides which checkpoint is shown; the newest one where nil.
    public init(log: DurableLog, cosigning: Cosigning? = nil) {
        self.log = log
        self.cosigning = cosigning
    }

    /// Adds the routes to a router.
    public func add(to router: Router<WebContext>) {
        let group = router.group("log")
        group.get("checkpoint") { _, _ in
            guard let shown = cosigning.map(\.shown) ?? log.checkpoint else {
                throw ProblemDetails(
                    status: 503,
                    code: "quorum_not_met",
                    detail: "no checkpoint is cosigned by enough witnesses yet"
                )
            }
            return Self.response(
                shown.bytes,
                type: "text/plain; charset=utf-8",
                cache: "no-cache"
            )
        }
        group.get("tile/**") { _, context in
            let rest = context.parameters.getCatchAll().joined(separator: "/")
            guard let path = try? TilePath(parsing: "tile/" + rest) else {
                throw Self.notFound("`\(rest.prefix(80))` is not the path of a tile")
            }
            guard let bytes = try await log.tile(path) else {
                throw Self.notFound("the log is not large enough for this tile")
            }
            return Self.response(
                bytes,
                type: "application/octet-stream",
                cache: "public, max-age=31536000, immutable"
            )
        }
        group.get("bodies/:sha256") { _, context in
            let digest = try context.parameters.require("sha256")
            guard let bytes = try await log.body(sha256: digest) else {
                throw Self.notFound("no large entry has this hash")
            }
            return Self.response(
                bytes,
                type: "application/json",
                cache: "public, max-age=31536000, immutable"
            )
        }
    }

    private static func response(_ bytes: [UInt8], type: String, cache: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private static func notFound(_ detail: String) -> ProblemDetails {
        ProblemDetails(status: 404, code: "not_found", title: "Not found", detail: detail)
    }
}
