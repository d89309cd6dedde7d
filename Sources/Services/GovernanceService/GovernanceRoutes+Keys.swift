internal import CanonicalJSON
internal import Governance
internal import Hummingbird
internal import Web

extension GovernanceRoutes {
    /// One anchor with the log that it is of.
    private struct ShownAnchor: Encodable {
        let origin: LogOrigin
        let form: Anchor.Form
        let size: Int
        let root: Digest
        let official: OfficialID
        let time: Instant
        let position: Int

        init(_ anchor: AnchoredLog.Recorded, of log: AnchoredLog) {
            origin = log.place.origin
            form = log.form
            size = anchor.size
            root = anchor.root
            official = anchor.official
            time = anchor.time
            position = anchor.position
        }

        /// The position with leading zeros, so that text sorts as numbers do.
        var key: String {
            let digits = String(position)
            return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
        }
    }

    /// The anchors of an institution's logs, in the order of their entries.
    func anchors(_ request: Request, _ context: WebContext) throws -> Response {
        let view = try view(request)
        let id = try context.parameters.require("id")
        guard let institution = InstitutionID(id),
            !view.register.institutions.history(of: id).isEmpty
        else { throw ProblemDetails.notFound("there is no institution of that name") }
        let origin = request.uri.queryParameters["origin"].map(String.init)
        let all = view.anchors(of: institution)
            .filter { origin == nil || $0.log.place.origin.text == origin }
            .flatMap { log, anchors in anchors.map { ShownAnchor($0, of: log) } }
            .sorted { $0.position < $1.position }
        return try page(all, named: "anchors", key: \.key, request)
    }

    /// The keys of the register's own log of which entries tell.
    func logKeys() throws -> Response { try .json(encoding: ["log_keys": register.logKeys]) }

    /// The keys of an official, each with where it stands.
    func keys(_ request: Request, _ context: WebContext) throws -> Response {
        let instant = try asOf(request)
        let id = try context.parameters.require("id")
        guard let states = OfficialID(id).flatMap({ register.keyStates(of: $0, at: instant) })
        else { throw ProblemDetails.notFound("there is no official of that name") }
        return try .json(encoding: ["keys": states])
    }
}
