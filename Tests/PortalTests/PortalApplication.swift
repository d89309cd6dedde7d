import Governance
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Portal
import Web

/// One page as a browser gets it.
struct ReceivedPage {
    let status: Int
    let headers: HTTPFields
    let text: String
}

/// The pages of a register, asked through the router with its middleware.
struct PortalApplication: Sendable {
    let register: Register
    let now: Instant
    let checkpoint: String

    init(
        _ register: Register,
        now: Instant,
        checkpoint: String = "costa-verde.example/log\n7\nAAAA=\n\n— log sig\n"
    ) {
        self.register = register
        self.now = now
        self.checkpoint = checkpoint
    }

    /// Asks for one page after the other.
    func get(
        _ paths: [String],
        _ headers: HTTPFields = [.accept: "text/html"]
    ) async throws
        -> [ReceivedPage]
    {
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        try routes().add(to: router)
        var silent = Logger(label: "portal")
        silent.logLevel = .critical
        return try await Application(router: router, logger: silent).test(.router) { client in
            var pages: [ReceivedPage] = []
            for path in paths {
                let page = try await client.execute(uri: path, method: .get, headers: headers) {
                    ReceivedPage(
                        status: $0.status.code,
                        headers: $0.headers,
                        text: String(buffer: $0.body)
                    )
                }
                pages.append(page)
            }
            return pages
        }
    }

    func get(
        _ path: String,
        _ headers: HTTPFields = [.accept: "text/html"]
    ) async throws
        -> ReceivedPage
    {
        try await get([path], headers)[0]
    }

    func routes() throws -> PortalRoutes {
        let (now, checkpoint) = (now, checkpoint)
        return try PortalRoutes(
            published: PublishedRegister(register),
            checkpoint: { (checkpoint, 7) },
            now: { now }
        )
    }
}

let languages = ["en", "es", "pt", "fr"]
