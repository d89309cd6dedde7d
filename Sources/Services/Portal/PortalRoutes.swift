public import Governance
internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import Web

/// The register as pages for people: read-only, without scripts, in four languages.
///
/// A page is of the moment in the query `as_of`, else of now. A page of now may be up to a minute
/// old in a browser that has asked before.
public struct PortalRoutes: Sendable {
    let published: PublishedRegister
    let log: @Sendable () -> PortalLog
    let now: @Sendable () -> Instant
    let catalogue: Catalogue
    let templates: Templates
    /// Changes with the templates, the words and the style, so that no old page is kept.
    let edition: String

    /// Makes the routes: compiles the templates and reads the catalogues.
    ///
    /// - Parameters:
    ///   - published: the register.
    ///   - log: gives the log under its latest signed checkpoint.
    ///   - now: the clock, for pages that name no moment.
    /// - Throws: ``PortalSetupError`` or the template language's error, where what is built in is
    ///   malformed.
    public init(
        published: PublishedRegister,
        log: @escaping @Sendable () -> PortalLog,
        now: @escaping @Sendable () -> Instant
    ) throws {
        self.published = published
        self.log = log
        self.now = now
        catalogue = try Catalogue()
        templates = try Templates()
        let parts =
            Templates.sources.sorted { $0.key < $1.key }.flatMap(\.value)
            + Language.allCases.flatMap { Catalogue.bytes(of: $0) } + PackageResources.portal_css
        edition = String(Digest(of: parts).text.prefix(16))
    }

    /// Adds the pages to a router.
    public func add(to router: Router<WebContext>) {
        let edition = edition
        router.get("assets/portal.css") { request, _ in
            try await ETag(edition).respond(to: request) {
                Response(
                    status: .ok,
                    headers: [
                        .contentType: "text/css; charset=utf-8",
                        .cacheControl: "public, max-age=3600",
                    ],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.portal_css))
                )
            }
        }
        add("", to: router) { scope, _ in scope.overviewPage() }
        add("who", to: router) { scope, _ in scope.whoPage() }
        add("who/**", to: router) { scope, context in
            try scope.subjectPage(context.parameters.getCatchAll().joined(separator: "/"))
        }
        add("decisions", to: router) { scope, _ in scope.decisionsPage() }
        add("decisions/:id", to: router) { scope, context in
            try scope.decisionPage(context.parameters.require("id"))
        }
        add("acts/:id", to: router) { scope, context in
            try scope.actPage(context.parameters.require("id"))
        }
        add("rules", to: router) { scope, _ in scope.rulesPage() }
        add("rules/:id", to: router) { scope, context in
            try scope.rulePage(context.parameters.require("id"))
        }
        add("agreements", to: router) { scope, _ in scope.agreementsPage() }
        add("bodies", to: router) { scope, _ in scope.bodiesPage() }
        add("bodies/:id", to: router) { scope, context in
            try scope.bodyPage(context.parameters.require("id"))
        }
        let log = log
        add("log", to: router) { scope, _ in try await scope.logPage(log()) }
        add("entries", to: router) { scope, _ in try await scope.entriesPage(log()) }
        add("entries/:index", to: router) { scope, context in
            try await scope.entryPage(context.parameters.require("index"), log())
        }
    }
}
