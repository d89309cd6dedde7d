import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Web

@Suite("Entity tags", .timeLimit(.minutes(1))) struct ETagTests {
    @Test(arguments: [
        ("\"v1\"", true), ("W/\"v1\"", true), ("*", true), ("\"v0\", \"v1\"", true),
        ("\"v0\" ,W/\"v1\"", true), ("\"a,b\", \"v1\"", true), ("\"v2\"", false), ("v1", false),
        ("\"V1\"", false), ("\"v1", false), ("w/\"v1\"", false), ("", false), ("\"v1\"x", true),
        (",,\"v1\"", true), ("\"v1 \"", false),
    ])
    func `are compared weakly with each tag of the list`(field: String, isKnown: Bool) {
        let fields: HTTPFields = field.isEmpty ? [:] : [.ifNoneMatch: field]
        let request = Request(
            head: HTTPRequest(
                method: .get,
                scheme: nil,
                authority: nil,
                path: "/",
                headerFields: fields
            ),
            body: RequestBody(buffer: ByteBuffer())
        )

        #expect(ETag("v1").isKnown(to: request) == isKnown)
        #expect(ETag("v1", isWeak: true).isKnown(to: request) == isKnown)
    }

    @Test func `hold only what a tag can hold`() {
        #expect(ETag("a\"b c\n\u{E9}").value == "\"a_b_c___\"")
        #expect(ETag("x", isWeak: true).value == "W/\"x\"")
    }

    @Test func `spare the client what it has`() async throws {
        let calls = Box<Int>()
        try await withServer { router in
            router.get("entry") { request, _ in
                try await ETag("v1").respond(to: request) {
                    calls.put(1)
                    return try "full".response(from: request)
                }
            }
            router.post("entry") { request, _ in
                try await ETag("v1").respond(to: request) { Response(status: .created) }
            }
        } _: { server in
            let full = try await server.get("/entry")
            let known = try await server.get("/entry", "If-None-Match: \"v1\"")
            let old = try await server.get("/entry", "If-None-Match: \"v0\"")
            let post = try await server.send(
                "POST /entry HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n"
                    + "Content-Length: 0\r\n\r\n"
            )

            #expect(full.status == 200)
            #expect(full["etag"] == "\"v1\"")
            #expect(full.body == "full")
            #expect(known.status == 304)
            #expect(known["etag"] == "\"v1\"")
            #expect(old.status == 200)
            #expect(post.status == 201)
        }
    }
}

extension String {
    fileprivate func response(from request: Request) throws -> Response {
        Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: self)))
    }
}
