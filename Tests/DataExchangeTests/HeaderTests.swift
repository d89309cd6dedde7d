import DataExchange
import Testing

@Suite struct Headers {
    typealias Field = (name: String, value: String)

    let base: [Field] = [("Host", "h"), ("X-Road-Client", "ML/GOV/1/tax")]

    @Test func `keeps order and case and drops what belongs to one connection`() throws {
        let fields: [Field] = [
            ("HOST", "h"), ("X-Road-CLIENT", "ML/GOV/%31/tax"), ("Accept", "text/html"),
            ("Connection", "close, X-Trace, X-Road-Id"), ("X-Trace", "1"), ("TE", "trailers"),
            ("User-Agent", "u"), ("Authorization", "b"), ("Expect", "100-continue"),
            ("X-Road-Id", "m-1"), ("X-Road-Request-Id", "forged"),
            ("X-Road-Request-Hash", "forged"),
            ("X-Road-Other", "1"), ("Cabildo-Receipt", "forged"), ("Cabildo-Purpose", "audit"),
            ("Forwarded", "for=1"), ("X-Forwarded-For", "1"), ("x-real-ip", "1"),
            ("Proxy-Authorization", "p"), ("Upgrade", "h2c"), ("Content-Length", "1"),
            ("X-Road-Represented-Party", "GOV/9"), ("Content-Type", "a/b"), ("accept", "x/y"),
        ]

        let headers = try RequestHeaders(reading: fields, at: .consumer)

        #expect(
            headers.forwarded.map { "\($0.name):\($0.value)" } == [
                "X-Road-CLIENT:ML/GOV/1/tax", "Accept:text/html", "Authorization:b",
                "X-Road-Id:m-1",
                "Cabildo-Purpose:audit", "X-Road-Represented-Party:GOV/9", "Content-Type:a/b",
                "accept:x/y",
            ]
        )
        #expect(headers.client.description == "ML/GOV/1/tax")
        #expect(headers.messageID == "m-1")
        #expect(headers.requestID == nil)
        #expect(headers.purpose == "audit")
        #expect(headers.accept == ["text/html", "x/y"])
    }

    @Test(arguments: [
        "X-Road-Client", "x-road-id", "X-ROAD-USERID", "X-Road-Issue", "X-Road-Security-Server",
        "X-Road-Represented-Party", "X-Road-Request-Id", "Cabildo-Purpose", "Host",
    ])
    func `refuses a reserved header that occurs twice`(name: String) throws {
        let value = name == "X-Road-Security-Server" ? "ML/GOV/1/s" : "ML"
        let fields = base + [(name, value == "ML" && name == "X-Road-Client" ? "a/b/c" : value)]
        let repeated = fields + (base.contains { $0.name == name } ? [] : [(name, value)])

        let refusal = try #require(throws: MalformedMessage.self) {
            try RequestHeaders(reading: repeated, at: .consumer)
        }

        #expect(refusal.code == .repeatedHeader)
        #expect(refusal.header == name.lowercased())
    }

    @Test func `requires a client, a host and at the provider a request identifier`() throws {
        let noClient = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: [("Host", "h")] as [Field], at: .consumer)
        }
        let noHost = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: [base[1]], at: .consumer)
        }
        let noRequestID = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: base, at: .provider)
        }

        #expect(noClient?.code == .missingHeader)
        #expect(noClient?.header == "x-road-client")
        #expect(noHost?.header == "host")
        #expect(noRequestID?.header == "x-road-request-id")
        let complete = try RequestHeaders(
            reading: base + [("x-road-request-id", "r-1")],
            at: .provider
        )
        #expect(complete.requestID == "r-1")
        #expect(complete.forwarded.last == HeaderField("x-road-request-id", "r-1"))
    }

    @Test(arguments: [
        ("X-Road-Id", "a b"), ("X-Road-Id", ""), ("X-Road-Id", "é"), ("Cabildo-Purpose", ""),
        ("X-Road-Security-Server", "a/b/c"), ("X-Road-Represented-Party", "a/b/c"),
        ("X-Road-Client", "a/b"),
    ])
    func `refuses a bad value`(name: String, value: String) throws {
        let fields: [Field] =
            [("Host", "h"), (name, value)]
            + (name == "X-Road-Client" ? [] : [base[1]])

        let refusal = try #require(throws: MalformedMessage.self) {
            try RequestHeaders(reading: fields, at: .consumer)
        }

        #expect(refusal.header == name.lowercased())
    }

    @Test func `takes GovStack's names of the client and refuses two names at once`() throws {
        let fields: [Field] = [("Host", "h"), ("Information-Mediator-Client", "a/b/c")]

        let headers = try RequestHeaders(reading: fields, at: .consumer)

        #expect(headers.forwarded == [HeaderField("X-Road-Client", "a/b/c")])
        #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: fields + [("X-GovStack-Client", "a/b/c")], at: .consumer)
        }
    }

    @Test func `separates an answer's own headers from the exchange's`() throws {
        let fields: [Field] = [
            ("Server", "s"), ("Content-Type", "a/b"), ("X-Road-Client", "forged"),
            ("X-Road-Error", "e"), ("Keep-Alive", "1"), ("x-road-unknown", "1"),
            ("connection", "x-hop"), ("x-hop", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b"),
        ]

        let headers = try ResponseHeaders(reading: fields)

        #expect(headers.forwarded.map(\.name) == ["Content-Type", "Set-Cookie", "Set-Cookie"])
        #expect(headers[.error] == "e")
        #expect(headers[.client] == "forged")
        #expect(headers[.service] == nil)
        #expect(throws: MalformedMessage.self) {
            try ResponseHeaders(reading: fields + [("X-ROAD-ERROR", "e")])
        }
    }

    @Test(arguments: [
        ("X-A", "a\r\nX-B: 1"), ("X-A", "a\u{0}"), ("X-A", "a\u{7F}"), ("X A", "1"), ("", "1"),
        ("X-A:", "1"), ("X-\u{E9}", "1"), ("X-(A)", "1"),
    ])
    func `refuses a field that could end a line in either direction`(
        name: String,
        value: String
    ) throws {
        let request = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: base + [(name, value)], at: .consumer)
        }
        let answer = #expect(throws: MalformedMessage.self) {
            try ResponseHeaders(reading: [(name, value)] as [Field])
        }

        #expect(request?.code == .badHeader)
        #expect(answer?.code == .badHeader)
    }

    @Test func `passes tabs and text beyond ASCII in values`() throws {
        let answer = try ResponseHeaders(reading: [("x-!#$%&'*+.^_`|~9", "a\tb \u{E9}")] as [Field])

        #expect(answer.forwarded == [HeaderField("x-!#$%&'*+.^_`|~9", "a\tb \u{E9}")])
    }
}
