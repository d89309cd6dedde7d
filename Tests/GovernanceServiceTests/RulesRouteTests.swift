import CanonicalJSON
import Governance
import GovernanceService
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import TestSupport
import Testing
import Web

@Suite("Routes of rules") struct RulesRouteTests {
    private static let text = """
        @id("reading") @safeguard("care") permit(principal, action, resource);
        forbid(principal, action, resource == Service::"births") unless { context has consent };
        """

    private func client<T: Sendable>(
        _ body: @Sendable @escaping (any TestClientProtocol) async throws -> T
    ) async throws -> T {
        let institution = Institution(
            id: "registry",
            name: "Registry",
            memberClass: "GOV",
            country: "XC",
            subsystems: ["records"]
        )
        let service = Service(
            id: "births",
            institution: "registry",
            subsystem: "records",
            code: "births",
            name: "Births",
            subject: "policy/births"
        )
        let agreement = Agreement(
            id: "a1",
            provider: "registry",
            consumer: "registry",
            service: "births",
            purpose: "benefits",
            legalBasis: "Law 1"
        )
        let rule = Rule(
            id: "r1",
            name: "R",
            subject: "policy",
            safeguards: ["care"],
            cedar: Self.text,
            until: "2026-06-01"
        )
        let content = CharterContent.council(more: [
            .institution(institution), .service(service), .agreement(agreement), .rule(rule),
            .safeguard(Safeguard(id: "care", name: "Care")),
        ])
        let harness = try RegisterHarness(founding: content, at: "2026-01-01")
        let registrar = try Registrar(
            register: harness.register,
            store: MemoryStore(),
            now: { "2026-01-02" },
            logger: Logger(label: "test")
        )
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        GovernanceRoutes(registrar: registrar, now: { "2026-01-02" }).add(to: router)
        return try await Application(router: router).test(.router, body)
    }

    private static let question = """
        {"consumer":"registry","subsystem":"records","service":"births","method":"GET"
        """

    private static let consent = """
        {"consent":{"reference":"c-1","given_by":"person","purpose":"benefits",\
        "given":"2026-01-01","until":"2026-02-01"}}
        """

    @Test func `give the rules in force as Cedar text and as JSON`() async throws {
        let (text, json, later) = try await client { client in
            var bodies: [String] = []
            for query in ["", "?format=json", "?as_of=2026-06-01"] {
                let path = "/api/rules/policies" + query
                bodies.append(
                    try await client.execute(uri: path, method: .get) { response in
                        #expect(response.status == .ok)
                        return String(buffer: response.body)
                    }
                )
            }
            return (bodies[0], bodies[1], bodies[2])
        }

        #expect(text.contains("@id(\"r1#reading\")\n@act(\"charter\")\n@safeguard(\"care\")\n"))
        let set = try JSON(parsing: Array(json.utf8))
        #expect(set["staticPolicies"]?["r1#1"]?["effect"] == "forbid")
        #expect(!later.contains("permit"))
    }

    @Test(arguments: ["?format=yaml", "?as_of=yesterday"])
    func `refuse a form or a moment that is none`(query: String) async throws {
        let status = try await client { client in
            try await client.execute(uri: "/api/rules/policies" + query, method: .get) {
                $0.status.code
            }
        }

        #expect((400...422).contains(status))
    }

    @Test func `give the schema and the entities`() async throws {
        let (schema, entities) = try await client { client in
            (
                try await client.execute(uri: "/api/rules/schema", method: .get) {
                    String(buffer: $0.body)
                },
                try await client.execute(uri: "/api/rules/entities", method: .get) {
                    String(buffer: $0.body)
                }
            )
        }

        #expect(schema == GovernanceSchema.text + "\n")
        let all = try JSON(parsing: Array(entities.utf8)).arrayValue ?? []
        let registry = all.first { $0["uid"]?["id"] == "registry" }
        #expect(registry?["attrs"]?["country"] == "XC")
    }

    @Test(arguments: [("", "deny", "r1#1"), (",\"declared\":" + consent, "permit", "r1#reading")])
    func `rule by what is declared, and cite the policy`(
        declared: String,
        decision: JSON,
        policy: JSON
    ) async throws {
        let body = ByteBuffer(string: Self.question + declared + "}")
        let (ruling, other) = try await client { client in
            var answers: [JSON] = []
            for path in ["/api/rulings", "/api/rulings/case"] {
                answers.append(
                    try await client.execute(
                        uri: path,
                        method: .post,
                        headers: [.contentType: "application/json"],
                        body: body
                    ) { try JSON(parsing: Array(buffer: $0.body)) }
                )
            }
            return (answers[0], answers[1])
        }

        #expect(ruling["decision"] == decision)
        let rule = ruling["rules"]?.arrayValue?.first
        #expect(rule?["policies"]?.arrayValue?.map { $0["id"] } == [policy])
        #expect(rule?["policies"]?.arrayValue?.first?["safeguards"] == ["care"])
        #expect((other["request"]?["context"]?["consent"] != nil) == !declared.isEmpty)
        #expect(other["policies"]?.stringValue?.contains("r1#reading") == true)
    }

    @Test func `has no case for a call that no rule is asked about`() async throws {
        let body = ByteBuffer(string: Self.question.replacing("births", with: "deaths") + "}")
        let status = try await client { client in
            try await client.execute(
                uri: "/api/rulings/case",
                method: .post,
                headers: [.contentType: "application/json"],
                body: body
            ) { $0.status }
        }

        #expect(status == .notFound)
    }
}
