internal import HTTPTypes
public import Hummingbird
internal import MerkleTree
internal import NIOCore
internal import TransparencyLog
public import Web

/// The log over HTTP: C2SP tlog-tiles under `/log`, the bodies of large entries beside it, and, for
/// those who do not want to work with tiles, single entries and proofs.
public struct LogRoutes: Sendable {
    static let immutable = "public, max-age=31536000, immutable"

    let log: DurableLog
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

    /// The log under the checkpoint that is shown.
    ///
    /// - Throws: problem details with status 503 while no checkpoint may be shown.
    func shown() throws -> LogView {
        guard let checkpoint = cosigning.map(\.shown) ?? log.checkpoint else {
            throw ProblemDetails(
                status: 503,
                code: "quorum_not_met",
                detail: "no checkpoint is cosigned by enough witnesses yet"
            )
        }
        return log.view(under: checkpoint)
    }

    /// Adds the routes to a router.
    public func add(to router: Router<WebContext>) {
        let group = router.group("log")
        group.get("checkpoint") { request, _ in
            let bytes = try shown().checkpoint.bytes
            return try await ETag(TreeHash.leaf(bytes).hexadecimal).respond(to: request) {
                Self.response(bytes, type: "text/plain; charset=utf-8", cache: "no-cache")
            }
        }
        group.get("tile/**") { request, context in
            let rest = context.parameters.getCatchAll().joined(separator: "/")
            guard let path = try? TilePath(parsing: "tile/" + rest) else {
                throw Self.notFound("`\(rest.prefix(80))` is not the path of a tile")
            }
            let view = log.view
            guard view.has(path) else {
                throw Self.notFound("the log is not large enough for this tile")
            }
            return try await ETag(path.description).respond(to: request) {
                guard let bytes = try await view.tile(path) else {
                    throw Self.notFound("the log is not large enough for this tile")
                }
                return Self.response(
                    bytes,
                    type: "application/octet-stream",
                    cache: Self.immutable
                )
            }
        }
        group.get("bodies/:sha256") { request, context in
            let digest = try context.parameters.require("sha256")
            guard let bytes = try await log.view.body(sha256: digest) else {
                throw Self.notFound("no large entry has this hash")
            }
            return try await ETag(digest).respond(to: request) {
                Self.response(bytes, type: "application/json", cache: Self.immutable)
            }
        }
        addConveniences(to: group)
    }

    static func response(_ bytes: [UInt8], type: String, cache: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func notFound(_ detail: String) -> ProblemDetails {
        ProblemDetails(status: 404, code: "not_found", title: "Not found", detail: detail)
    }
}
