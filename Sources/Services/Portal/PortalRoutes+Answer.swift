internal import Governance
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Web

extension PortalRoutes {
    typealias MakePage = @Sendable (PageScope, WebContext) async throws -> Page

    /// Adds one page; what it cannot show is told as a page too, to those who read HTML.
    func add(_ path: RouterPath, to router: Router<WebContext>, _ make: @escaping MakePage) {
        router.get(path) { request, context in
            do {
                return try await answer(request, context, make)
            } catch let error as PortalError where readsHTML(request) {
                return try errorPage(error, request)
            }
        }
    }

    private func answer(
        _ request: Request,
        _ context: WebContext,
        _ make: MakePage
    ) async throws -> Response {
        let scope = try scope(request, at: try moment(request))
        return try await tag(scope, request).respond(to: request) {
            html(.ok, try render(try await make(scope, context), scope), scope)
        }
    }

    /// The tag of a page: the register's root, the language, the page and the moment; for a page of
    /// now, the minute.
    private func tag(_ scope: PageScope, _ request: Request) -> ETag {
        let moment =
            scope.asOf.map { "as of \($0)" } ?? "\(scope.view.instant.milliseconds / 60_000)"
        let parts = [
            edition, scope.mark.root.text, scope.language.rawValue, request.uri.path, moment,
            log().text, scope.before.map(String.init) ?? "",
        ]
        return ETag(String(Digest(of: Array(parts.joined(separator: "\n").utf8)).text.prefix(32)))
    }

    private func scope(_ request: Request, at asOf: Instant?) throws -> PageScope {
        let language = Language.choose(
            query: request.uri.queryParameters["lang"].map(String.init),
            accepted: request.headers[values: .acceptLanguage].joined(separator: ",")
        )
        // The mark first: a tag may then be older than its page, and never newer.
        let mark = published.mark
        return PageScope(
            view: RegisterView(published.register, at: asOf ?? now()),
            mark: mark,
            language: language,
            words: Words(texts: catalogue[language]),
            asOf: asOf,
            before: try before(request)
        )
    }

    private func moment(_ request: Request) throws -> Instant? {
        guard let text = request.uri.queryParameters["as_of"].map(String.init), !text.isEmpty
        else { return nil }
        guard let instant = Instant(text: text) else { throw PortalError.invalidDate }
        return instant
    }

    /// The position before which entries are listed.
    private func before(_ request: Request) throws -> Int? {
        guard let text = request.uri.queryParameters["before"].map(String.init) else { return nil }
        guard text.utf8.count <= 18, let number = Int(text), number >= 0 else {
            throw PortalError.notFound
        }
        return number
    }

    private func render(_ page: Page, _ scope: PageScope) throws -> String {
        let common = scope.common(page, edition: edition)
        return try templates.render(page.template, common.merging(page.fields) { _, own in own })
    }

    private func errorPage(_ error: PortalError, _ request: Request) throws -> Response {
        let scope = try scope(request, at: nil)
        let page = scope.errorPage(error)
        return html(.init(code: error.status), try render(page, scope), scope)
    }

    private func html(
        _ status: HTTPResponse.Status,
        _ text: String,
        _ scope: PageScope
    ) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentLanguage: scope.language.rawValue,
                .cacheControl: "no-cache",
                .vary: "Accept-Language, Accept",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private func readsHTML(_ request: Request) -> Bool {
        request.headers[values: .accept].contains { $0.lowercased().contains("text/html") }
    }
}
