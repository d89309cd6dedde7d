import CanonicalJSON
import Governance
import GovernanceService
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing
import Web

@Suite("Routes of anchors and keys") struct KeyRouteTests {
    /// A register in which `i1` has anchored two logs.
    private func register() throws -> Register {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        for (origin, size) in [("calls/one", 3), ("calls/one", 7), ("calls/two", 5)] {
            try harness.send(
                "o1",
                .anchorRecorded(
                    Anchor(
                        institution: "i1",
                        origin: try #require(LogOrigin(origin)),
                        form: .chain,
                        size: size,
                        root: Digest(of: [UInt8(size)])
                    )
                )
            )
            harness.advance(by: .minutes(10))
        }
        return harness.register
    }

    private func answers(
        to path: String
    ) async throws -> (status: Int, json: JSON, link: String?) {
        let registrar = try Registrar(
            register: try register(),
            store: MemoryStore(),
            now: { "2026-01-02" },
            logger: Logger(label: "test")
        )
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        GovernanceRoutes(registrar: registrar, now: { "2026-01-02" }).add(to: router)
        return try await Application(router: router).test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            return (
                response.status.code,
                try JSON(parsing: Array(response.body.readableBytesView)),
                response.headers[try #require(HTTPField.Name("Link"))]
            )
        }
    }

    private func sizes(_ json: JSON) -> [Int64] {
        (json["anchors"]?.arrayValue ?? []).compactMap { $0["size"]?.integerValue }
    }

    @Test func `give an institution's anchors in the order of their entries`() async throws {
        let all = try await answers(to: "/api/institutions/i1/anchors")
        #expect(all.status == 200)
        #expect(sizes(all.json) == [3, 7, 5])
        let first = all.json["anchors"]?.arrayValue?.first
        #expect(first?["origin"]?.stringValue == "calls/one")
        #expect(first?["form"]?.stringValue == "chain")
        #expect(first?["official"]?.stringValue == "o1")
        #expect(first?["position"]?.integerValue == 1)
        #expect(first?["root"]?.stringValue == Digest(of: [3]).text)
        let one = try await answers(to: "/api/institutions/i1/anchors?origin=calls/two")
        #expect(sizes(one.json) == [5])
        let none = try await answers(to: "/api/institutions/i2/anchors")
        #expect(none.status == 200 && sizes(none.json).isEmpty)
    }

    @Test func `give anchors page by page`() async throws {
        var path: String? = "/api/institutions/i1/anchors?limit=1"
        var found: [Int64] = []
        while let next = path, found.count < 9 {
            let page = try await answers(to: next)
            found += sizes(page.json)
            path = page.link?.firstMatch(of: /<([^>]*)>/).map { String($0.1) }
        }
        #expect(found == [3, 7, 5])
    }

    @Test(arguments: [
        ("/api/institutions/i9/anchors", 404), ("/api/institutions/I%201/anchors", 404),
        ("/api/institutions/i1/anchors?limit=0", 400),
        ("/api/institutions/i1/anchors?as_of=now", 400), ("/api/officials/o9/keys", 404),
        ("/api/officials/o1/keys?as_of=x", 400),
    ])
    func `refuse what is not there, and what makes no sense`(
        path: String,
        status: Int
    ) async throws {
        #expect(try await answers(to: path).status == status)
    }

    @Test func `give the keys of an official, and those of the log`() async throws {
        let keys = try await answers(to: "/api/officials/o1/keys")
        #expect(keys.status == 200)
        #expect(keys.json["keys"]?.arrayValue?.count == 1)
        let log = try await answers(to: "/api/log-keys")
        #expect(log.json == ["log_keys": []])
    }
}
