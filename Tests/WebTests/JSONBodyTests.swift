import CanonicalJSON
import Hummingbird
import Testing
import Web

private struct Vote: Codable, Sendable {
    var memberName: String
    var weight: UInt8
}

@Suite("JSON bodies", .timeLimit(.minutes(1))) struct JSONBodyTests {
    private static func routes(_ router: Router<WebContext>) {
        router.post("echo") { request, context in Response.json(try await request.json(context)) }
        router.post("vote") { request, context in
            try Response.json(
                encoding: await request.decodeJSON(Vote.self, context),
                status: .created
            )
        }
    }

    private static func post(_ path: String, _ body: String, type: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(arguments: ["application/json", "Application/JSON ; charset=utf-8", "application/x+json"])
    func `are read and written`(type: String) async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.send(
                Self.post("/echo", #"{"b":1,"a":["x",true]}"#, type: type)
            )

            #expect(response.status == 200)
            #expect(response["content-type"] == "application/json")
            #expect(response.json["b"] as? Int == 1)
        }
    }

    @Test(arguments: ["text/plain", "application/jsonx", "", "json"])
    func `are refused under another media type`(type: String) async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.send(Self.post("/echo", "{}", type: type))

            #expect(response.status == 415)
            #expect(response.code == "unsupported_media_type")
        }
    }

    @Test(arguments: ["", "{", "{\"a\":1,\"a\":2}", "1.5", "null", "{}x"])
    func `are refused where malformed, with the place`(body: String) async throws {
        try await withServer(routes: Self.routes) { server in
            let response = try await server.send(
                Self.post("/echo", body, type: "application/json")
            )

            #expect(response.status == 400)
            #expect(response.code == "invalid_json")
            #expect(response.json["line"] as? Int == 1)
            #expect(response.json["reason"] is String)
        }
    }

    @Test func `are decoded strictly`() async throws {
        try await withServer(routes: Self.routes) { server in
            let good = try await server.send(
                Self.post("/vote", #"{"member_name":"m","weight":7}"#, type: "application/json")
            )
            #expect(good.status == 201)
            #expect(good.json["member_name"] as? String == "m")

            for body in [
                #"{"member_name":"m"}"#, #"{"member_name":"m","weight":256}"#,
                #"{"member_name":"m","weight":"7"}"#, #"{"member_name":"m","weight":7,"x":1}"#,
                "[]",
            ] {
                let bad = try await server.send(Self.post("/vote", body, type: "application/json"))
                #expect(bad.status == 422)
                #expect(bad.code == "invalid_content")
                #expect(bad.json["path"] is String)
            }
        }
    }
}
