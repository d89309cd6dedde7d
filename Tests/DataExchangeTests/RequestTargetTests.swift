import DataExchange
import Testing

@Suite struct `Request target` {
    @Test(arguments: [
        ("/r1/ML/GOV/1234/health/records", "", nil),
        ("/r1/ML/GOV/1234/health/records/", "/", nil),
        ("/r1/ML/GOV/1234/health/records/v1/a", "/v1/a", nil),
        ("/r1/ML/GOV/1234/health/records/v1/a/", "/v1/a/", nil),
        ("/r1/ML/GOV/1234/health/records/%76%31", "/v1", nil),
        ("/r1/ML/GOV/1234/health/records/%c3%b6", "/%C3%B6", nil),
        ("/r1/ML/GOV/1234/health/records/a%20b", "/a%20b", nil),
        ("/r1/ML/GOV/1234/health/records/a%2Bb+c", "/a+b+c", nil),
        ("/r1/ML/GOV/1234/health/records/50%25", "/50%25", nil),
        ("/r1/ML/GOV/1234/health/records/~a:@!$&'()*,=", "/~a:@!$&'()*,=", nil),
        ("/r1/ML/GOV/1234/health/records?q=1&q=%2F..", "", "q=1&q=%2F.."),
        ("/r1/ML/GOV/1234/health/records/a?", "/a", ""),
        ("/r1/ML/GOV/1234/health/records/a?b?c/d[]=;", "/a", "b?c/d[]=;"),
        ("/r1/M%4c/GOV/1234/h%65alth/records", "", nil),
    ])
    func `reads a target into its one canonical form`(
        text: String,
        path: String,
        query: String?
    ) throws {
        let target = try RequestTarget(parsing: text)

        #expect(target.service.description == "ML/GOV/1234/health/records")
        #expect(target.path.utf8.elementsEqual(path.utf8))
        #expect(target.query == query)
    }

    @Test(
        arguments: [
            ("", .notAnExchangePath),
            ("*", .notAnExchangePath),
            ("http://host/r1/a/b/c/d/e", .notAnExchangePath),
            ("r1/a/b/c/d/e", .notAnExchangePath),
            ("//r1/a/b/c/d/e", .notAnExchangePath),
            ("/R1/a/b/c/d/e", .notAnExchangePath),
            ("/r/a/b/c/d/e", .notAnExchangePath),
            ("/r12/a/b/c/d/e", .notAnExchangePath),
            ("/r01/a/b/c/d/e", .notAnExchangePath),
            ("/%721/a/b/c/d/e", .notAnExchangePath),
            ("/r2/a/b/c/d/e", .unsupportedVersion),
            ("/r0/a/b/c/d/e", .unsupportedVersion),
            ("/r1", .wrongPartCount),
            ("/r1/a/b/c/d", .wrongPartCount),
            ("/r1/a/b/c/d?x=/e", .wrongPartCount),
            ("/r1//b/c/d/e", .emptySegment),
            ("/r1/a/b/c/d/", .emptySegment),
            ("/r1/a/b/c/d/e//", .emptySegment),
            ("/r1/a/b/c/d/e/x//y", .emptySegment),
            ("/r1/a/b/c/d%2Fe/f", .separator),
            ("/r1/a/b/c/d%5Ce/f", .separator),
            ("/r1/a/b/c/d;v=1/e", .separator),
            ("/r1/a/b/c/d%3Be/f", .separator),
            ("/r1/a/b/c/d%00/e", .controlCharacter),
            ("/r1/a/b/c/d_x/e", .forbiddenCharacter),
            ("/r1/a/b/c/d%C3%B6/e", .forbiddenCharacter),
            ("/r1/a/b/c/d/e#f", .forbiddenCharacter),
            ("/r1/a/b/c/./e", .dotSegment),
            ("/r1/a/b/c/../e", .dotSegment),
            ("/r1/a/b/c/%2e%2E/e", .dotSegment),
            ("/r1/a/b/c/x..y/e", .dotSegment),
            ("/r1/a/b/c/%252e/e", .doubleEscape),
            ("/r1/a/b/c/d/e/%2", .badEscape),
            ("/r1/a/b/c/d/e/%zz", .badEscape),
            ("/r1/a/b/c/%d/e", .badEscape),
            ("/r1/a/b/c/d/e/..", .dotSegment),
            ("/r1/a/b/c/d/e/.", .dotSegment),
            ("/r1/a/b/c/d/e/x/%2e%2e/y", .dotSegment),
            ("/r1/a/b/c/d/e/.%2e/y", .dotSegment),
            ("/r1/a/b/c/d/e/..%20", .dotSegment),
            ("/r1/a/b/c/d/e/..;/y", .dotSegment),
            ("/r1/a/b/c/d/e/%252e%252e", .doubleEscape),
            ("/r1/a/b/c/d/e/x%252Fy", .doubleEscape),
            ("/r1/a/b/c/d/e/x%2fy", .separator),
            ("/r1/a/b/c/d/e/x%5cy", .separator),
            ("/r1/a/b/c/d/e/x\\y", .separator),
            ("/r1/a/b/c/d/e/x;y", .separator),
            ("/r1/a/b/c/d/e/x%3by", .separator),
            ("/r1/a/b/c/d/e/%0d%0a", .controlCharacter),
            ("/r1/a/b/c/d/e/%7F", .controlCharacter),
            ("/r1/a/b/c/d/e/%C2%85", .controlCharacter),
            ("/r1/a/b/c/d/e/\u{1}", .controlCharacter),
            ("/r1/a/b/c/d/e/%FF", .notUTF8),
            ("/r1/a/b/c/d/e/%C0%AF", .notUTF8),
            ("/r1/a/b/c/d/e/%ED%A0%80", .notUTF8),
            ("/r1/a/b/c/d/e/ö", .forbiddenCharacter),
            ("/r1/a/b/c/d/e/a b", .forbiddenCharacter),
            ("/r1/a/b/c/d/e/a|b", .forbiddenCharacter),
            ("/r1/a/b/c/d/e/a#b", .forbiddenCharacter),
            ("/r1/a/b/c/d/e?a b", .forbiddenCharacter),
            ("/r1/a/b/c/d/e?a#b", .forbiddenCharacter),
            ("/r1/a/b/c/d/e?a%0", .badEscape),
            ("/r1/a/b/c/d/e?%00", .controlCharacter),
            ("/r1/a/b/c/d/e?\u{7F}", .controlCharacter),
        ] as [(String, MalformedMessage.Code)]
    )
    func `refuses a target`(text: String, code: MalformedMessage.Code) throws {
        let refusal = try #require(throws: MalformedMessage.self) {
            try RequestTarget(parsing: text)
        }

        #expect(refusal.code == code)
    }

    @Test func `holds to its limits`() throws {
        let base = "/r1/a/b/c/d/e"
        let segments = String(repeating: "/x", count: RequestTarget.Limit.pathSegments)
        let room = RequestTarget.Limit.targetLength - base.utf8.count - 1

        #expect(try RequestTarget(parsing: base + segments).path == segments)
        _ = try RequestTarget(parsing: base + "?" + String(repeating: "q", count: room))
        let tooMany = #expect(throws: MalformedMessage.self) {
            try RequestTarget(parsing: base + segments + "/x")
        }
        let tooLong = #expect(throws: MalformedMessage.self) {
            try RequestTarget(parsing: base + "?" + String(repeating: "q", count: room + 1))
        }
        let part = #expect(throws: MalformedMessage.self) {
            try RequestTarget(parsing: "/r1/a/b/c/d/" + String(repeating: "e", count: 256))
        }
        #expect(tooMany?.code == .tooManySegments)
        #expect(tooLong?.code == .tooLong)
        #expect(part?.code == .tooLong)
    }

    @Test func `reads its own canonical text back`() throws {
        let target = try RequestTarget(parsing: "/r1/a/b/c/d%3F/e/%c3%b6/%41?x=%41")

        #expect(target.description == "/r1/a/b/c/d%3F/e/%C3%B6/A?x=%41")
        #expect(try RequestTarget(parsing: target.description) == target)
    }
}
