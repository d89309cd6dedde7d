internal import CanonicalJSON
public import Governance
internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import Web

/// The API of the register: statements go in, everything in force can be read.
public struct GovernanceRoutes: Sendable {
    let registrar: Registrar
    let now: @Sendable () -> Instant

    /// Makes the routes.
    ///
    /// - Parameters:
    ///   - registrar: takes the statements.
    ///   - now: the clock, for questions that name no moment.
    public init(registrar: Registrar, now: @escaping @Sendable () -> Instant) {
        self.registrar = registrar
        self.now = now
    }

    var register: Register { registrar.published.register }

    /// Adds the routes to a router.
    public func add(to router: Router<WebContext>) {
        router.get("openapi.json") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "application/openapi+json;version=3.1"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)
                )
            )
        }
        let api = router.group("api")
        api.get("register") { _, _ in try summary() }
        api.post("entries") { request, context in try await submit(request, context) }
        api.get("who") { request, _ in try who(request) }
        api.post("rulings") { request, context in try await rule(request, context) }
        api.post("rulings/case") { request, context in try await rulingCase(request, context) }
        api.get("rules/policies") { request, _ in try policies(request) }
        api.get("rules/schema") { _, _ in schema() }
        api.get("rules/entities") { request, _ in try entities(request) }
        api.get("proposals") { request, _ in try proposals(request) }
        api.get("proposals/:id") { _, context in try proposal(context) }
        api.get("acts") { request, _ in try acts(request) }
        api.get("acts/:id") { _, context in try act(context) }
        api.get("items/:kind") { request, context in try items(request, context) }
        api.get("items/:kind/:id") { request, context in try item(request, context) }
        api.get("institutions/:id/anchors") { request, context in
            try anchors(request, context)
        }
        api.get("officials/:id/keys") { request, context in try keys(request, context) }
        api.get("log-keys") { _, _ in try logKeys() }
        api.get("explain/:kind/:id") { request, context in try explain(request, context) }
    }

    private func summary() throws -> Response {
        struct Summary: Encodable {
            let charter: CharterHead?
            let position: Int
            let root: Digest
            let time: Instant
            let now: Instant
        }
        let mark = registrar.published.mark
        return try .json(
            encoding: Summary(
                charter: register.head,
                position: mark.position,
                root: mark.root,
                time: register.time,
                now: now()
            )
        )
    }

    private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
        let json = try await request.json(context)
        let signed = try statement(in: json)
        do {
            return try .json(encoding: try await registrar.submit(signed), status: .created)
        } catch let refusal as Refusal {
            throw ProblemDetails(refusal)
        } catch is BusyError {
            throw ProblemDetails(
                status: 503,
                code: "busy",
                title: "The register is busy",
                detail: "too many statements wait; send it again later",
                headers: [.retryAfter: "1"]
            )
        } catch let failure as StorageFailure where failure.mayBeRecorded {
            throw ProblemDetails(
                status: 503,
                code: "outcome_unknown",
                title: "The entry may be recorded",
                detail:
                    "the answer of the database was lost; look whether the entry is there before "
                    + "you send it again",
                headers: [.retryAfter: "10"]
            )
        } catch is StorageFailure {
            throw ProblemDetails(
                status: 503,
                code: "not_recorded",
                title: "The entry was not recorded",
                detail: "the register cannot store entries now; send it again later",
                headers: [.retryAfter: "10"]
            )
        }
    }

    /// Reads a signed statement, which must be written in the one form that is signed.
    private func statement(in json: JSON) throws -> SignedStatement {
        let signed: SignedStatement
        do {
            signed = try JSONTreeDecoder().decode(SignedStatement.self, from: json)
        } catch let error as JSONCodingError {
            throw ProblemDetails(
                status: 422,
                code: "invalid_content",
                title: "Not a signed statement",
                detail: error.reason,
                extensions: ["path": .string(error.pathText)]
            )
        }
        guard try JSONTreeEncoder().encode(signed) == json else {
            throw ProblemDetails(
                Refusal(
                    .notCanonical,
                    "the statement is not written in the form that is signed",
                    help: "leave out empty lists and `false`, and write times as "
                        + "`2026-03-01T09:30:00Z`, with milliseconds only where there are any"
                )
            )
        }
        return signed
    }

    private func who(_ request: Request) throws -> Response {
        guard let text = request.uri.queryParameters["subject"].map(String.init),
            let subject = SubjectPath(text)
        else {
            throw ProblemDetails.invalid("name a subject, such as `?subject=identity/credentials`")
        }
        return try .json(encoding: Responsibilities(on: subject, in: try view(request)))
    }

    func view(_ request: Request) throws -> RegisterView {
        RegisterView(register, at: try asOf(request))
    }

    func asOf(_ request: Request) throws -> Instant {
        guard let text = request.uri.queryParameters["as_of"].map(String.init) else {
            return now()
        }
        guard let instant = Instant(text: text) else {
            throw ProblemDetails.invalid(
                "`as_of` is a date such as `2026-03-01` or a time such as `2026-03-01T09:30:00Z`"
            )
        }
        return instant
    }
}
