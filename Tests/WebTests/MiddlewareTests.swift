import CanonicalJSON
import HTTPTypes
import Hummingbird
import Testing
import Web

private struct Refusal: ProblemConvertible {
    var problem: ProblemDetails {
        ProblemDetails(
            status: 409,
            code: "quorum_not_met",
            title: "Quorum not met",
            detail: "3 of 5 \"members\" voted\n",
            extensions: [
                "needed": 3, "status": 200, "rules": [["id": "r1", "is_final": true]],
            ],
            headers: [.retryAfter: "10"]
        )
    }
}

private struct Leak: Error, CustomStringConvertible {
    var description: String { "password is hunter2" }
}

@Suite("Middleware", .timeLimit(.minutes(1))) struct MiddlewareTests {
    private static func routes(_ router: Router<WebContext>) {
        router.get("refused") { _, _ -> String in throw Refusal() }
        router.get("broken") { _, _ -> String in throw Leak() }
        router.get("forbidden") { _, _ -> String in
            throw HTTPError(
                .forbidden,
                headers: [.wwwAuthenticate: "Bearer"],
                message: "no mandate"
            )
        }
        router.get("inner") { _, _ -> String in throw HTTPError(.badGateway, message: "secret host")
        }
        router.get("things/:id") { _, context in try context.parameters.require("id") }
        router.get("page") { _, _ in
            Response(status: .ok, headers: [.contentSecurityPolicy: "default-src 'self'"])
        }
        router.get("trace") { _, context in
            "\(context.requestID) \(context.trace.traceparent)"
        }
    }

    @Test func `turns a typed refusal into problem+json`() async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get("/refused")

            #expect(response.status == 409)
            #expect(response["content-type"] == "application/problem+json")
            #expect(response["retry-after"] == "10")
            #expect(response.json["type"] as? String == "urn:cabildo:problem:quorum_not_met")
            #expect(response.json["title"] as? String == "Quorum not met")
            #expect(response.json["status"] as? Int == 409)
            #expect(response.json["detail"] as? String == "3 of 5 \"members\" voted\n")
            #expect(response.code == "quorum_not_met")
            #expect(response.json["needed"] as? Int == 3)
            let rules = response.json["rules"] as? [[String: Any]]
            #expect(rules?.first?["id"] as? String == "r1")
            #expect(rules?.first?["is_final"] as? Bool == true)
            let id = try #require(response["x-request-id"])
            #expect(response.json["instance"] as? String == "urn:cabildo:request:\(id)")
        }
    }

    @Test func `tells the client nothing of an unknown error, and the log everything`() async throws
    {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get("/broken", "X-Request-Id: find-me")

            #expect(response.status == 500)
            #expect(response.code == "internal_error")
            #expect(!response.body.contains("hunter2"))
            #expect(response.json["detail"] == nil)
            let line = server.log.all.first { $0.contains("hunter2") }
            #expect(line?.contains("\"level\":\"error\"") == true)
            #expect(line?.contains("\"request_id\":\"find-me\"") == true)
        }
    }

    @Test func `keeps the status, fields and message of an HTTP error`() async throws {
        try await withServer(routes: Self.routes) { server in
            let forbidden = try await server.get("/forbidden")
            let missing = try await server.get("/missing")
            let inner = try await server.get("/inner")

            #expect(forbidden.status == 403)
            #expect(forbidden.code == "forbidden")
            #expect(forbidden.json["detail"] as? String == "no mandate")
            #expect(forbidden["www-authenticate"] == "Bearer")
            #expect(missing.status == 404)
            #expect(missing.code == "not_found")
            #expect(missing["content-type"] == "application/problem+json")
            #expect(inner.status == 502)
            #expect(!inner.body.contains("secret"))
        }
    }

    @Test(arguments: ["/hello", "/missing", "/broken", "/refused"])
    func `adds the security fields to every answer`(path: String) async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get(path)

            #expect(response["content-security-policy"] == SecurityHeaders.contentSecurityPolicy)
            #expect(response["x-content-type-options"] == "nosniff")
            #expect(response["referrer-policy"] == "no-referrer")
        }
    }

    @Test func `leaves a security field alone that a page has set`() async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get("/page")

            #expect(response["content-security-policy"] == "default-src 'self'")
            #expect(response["x-content-type-options"] == "nosniff")
        }
    }

    @Test func `takes over a well-formed identifier and trace`() async throws {
        let trace = "0af7651916cd43dd8448eb211c80319c"
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get(
                "/trace",
                "X-Request-Id: abc-1.2_3",
                "traceparent: 00-\(trace)-b7ad6b7169203331-01"
            )

            #expect(response["x-request-id"] == "abc-1.2_3")
            #expect(response.body.hasPrefix("abc-1.2_3 00-\(trace)-"))
            #expect(response.body.hasSuffix("-01"))
            #expect(!response.body.contains("b7ad6b7169203331"))
        }
    }

    @Test(arguments: [
        ("bad id", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"),
        (
            String(repeating: "x", count: 65),
            "00-00000000000000000000000000000000-b7ad6b7169203331-01"
        ),
        ("<x>", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"),
        ("a/b", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"),
        ("a,b", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x"),
    ])
    func `makes its own where they are malformed`(id: String, traceparent: String) async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.get(
                "/trace",
                "X-Request-Id: \(id)",
                "traceparent: \(traceparent)"
            )

            let made = try #require(response["x-request-id"])
            #expect(made != id)
            #expect(made.count == 32)
            #expect(response.body.hasPrefix(made + " 00-"))
            #expect(response.body.hasSuffix("-00"))
            #expect(!response.body.lowercased().contains("0af7651916cd43dd8448eb211c80319c"))
        }
    }

    @Test func `logs route, path and status, but no query and no body`() async throws {
        try await withServer(routes: Self.routes) { server in
            _ = try await server.get("/things/7?token=hidden", "X-Request-Id: q1")

            let line = try #require(server.log.all.first { $0.contains("\"message\":\"request\"") })
            #expect(line.contains("\"route\":\"/things/{id}\""), "\(line)")
            #expect(line.contains("\"path\":\"/things/7\""))
            #expect(line.contains("\"status\":\"200\""))
            #expect(line.contains("\"method\":\"GET\""))
            #expect(line.contains("\"request_id\":\"q1\""))
            #expect(line.contains("\"remote\":\"127.0.0.1\""))
            #expect(!line.contains("hidden"))
        }
    }

    @Test func `counts requests by route pattern`() async throws {
        try await withServer(routes: Self.routes) { server in
            for id in 0..<3 { _ = try await server.get("/things/\(id)") }
            _ = try await server.get("/nowhere/1")
            _ = try await server.send("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n")

            let text = server.metrics.text
            let things = "route=\"/things/{id}\",method=\"GET\""
            #expect(text.contains("http_requests_total{\(things),status=\"200\"} 3\n"), "\(text)")
            #expect(text.contains("http_request_duration_seconds_count{\(things)} 3\n"))
            #expect(text.contains("{route=\"unmatched\",method=\"GET\",status=\"404\"} 1\n"))
            #expect(!text.contains("nowhere"))
            #expect(!text.contains("BREW"))
        }
    }
}
