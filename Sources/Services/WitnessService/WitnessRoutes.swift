internal import BaseEncoding
internal import Crypto
internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import NIOCore
internal import TransparencyLog
public import Web

/// A witness over HTTP (C2SP tlog-witness): `add-checkpoint` for logs, and the last checkpoint of
/// each log for monitors.
public struct WitnessRoutes: Sendable {
    private let witness: Witness

    /// Makes the routes of a witness.
    public init(witness: Witness) {
        self.witness = witness
    }

    /// The bounds on what is sent to a witness.
    public static var limits: WebLimits {
        var limits = WebLimits()
        limits.maximumBodyBytes = AddCheckpoint.maximumBytes
        limits.headTimeout = .seconds(5)
        limits.bodyTimeout = .seconds(10)
        limits.handlerTimeout = .seconds(10)
        return limits
    }

    /// Adds the routes to a router.
    public func add(to router: Router<WebContext>) {
        router.post("add-checkpoint") { request, context in
            let body = try await request.body.collect(upTo: context.maximumBodyBytes)
            switch try await witness.add(Array(body.readableBytesView)) {
            case .cosigned(let line):
                return Self.text(.ok, "text/plain; charset=utf-8", line)
            case .refused(.conflict(let size)):
                return Self.text(.conflict, "text/x.tlog.size", Array("\(size)\n".utf8))
            case .refused(let ruling):
                if case .inconsistent = ruling { Self.tell(body, ruling, context.logger) }
                throw Self.problem(ruling)
            }
        }
        router.get(":origin/checkpoint") { _, context in
            let name = try context.parameters.require("origin")
            guard let note = try await witness.checkpoint(ofLogNamed: name) else {
                throw ProblemDetails(
                    status: 404,
                    code: "not_found",
                    title: "Not found",
                    detail: "the witness has cosigned nothing of a log with this hash"
                )
            }
            return Self.text(.ok, "text/plain; charset=utf-8", note)
        }
    }

    /// A log that signs what does not extend its past may have forked: the proof of it is kept.
    private static func tell(_ body: ByteBuffer, _ ruling: WitnessRuling, _ logger: Logger) {
        logger.warning(
            """
            a log asked to cosign what does not extend its last checkpoint; see `cabildo witness \
            evidence`
            """,
            metadata: [
                "request_sha256":
                    "\(Hexadecimal.encode(Array(SHA256.hash(data: body.readableBytesView))))",
                "ruling": "\(ruling)",
            ]
        )
    }

    private static func problem(_ ruling: WitnessRuling) -> ProblemDetails {
        let (code, detail): (String, String) =
            switch ruling {
            case .malformed(let reason): ("malformed_request", reason)
            case .unsigned(let reason): ("invalid_signature", reason)
            case .unknownOrigin: ("unknown_log", "the witness does not know this log")
            case .inconsistent(let reason): ("inconsistent", reason)
            case .conflict, .cosign: ("conflict", "the witness has recorded another size")
            }
        return ProblemDetails(status: ruling.status, code: code, detail: detail)
    }

    private static func text(
        _ status: HTTPResponse.Status,
        _ type: String,
        _ bytes: [UInt8]
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}
