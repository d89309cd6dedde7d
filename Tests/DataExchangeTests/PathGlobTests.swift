import DataExchange
import Testing

@Suite struct `Path pattern` {
    @Test(arguments: [
        ("**", ""), ("**", "/a/b"), ("***", "a/*"), ("", ""), ("/*/", "/a/"), ("/*", "/"),
        ("/a/*/c", "/a/b/c"), ("/a/**", "/a/b/c"), ("/a/**/z", "/a/b/c/z"), ("\\*", "*"),
        ("\\\\", "\\"), ("a\\", "a\\"), ("\\A", "\\A"), ("**\\*", "/x*"), ("/.+[a]", "/.+[a]"),
        ("/v1/*/records", "/v1/%C3%B6/records"), ("**.json", "/a/b.json"),
    ])
    func `matches`(pattern: String, path: String) throws {
        #expect(try PathGlob(pattern).matches(path))
    }

    @Test(arguments: [
        ("", "/"), ("/*/", "/a/b/"), ("/*", "/a/b"), ("/a", "/a/"), ("/a", "/A"), ("/a", "x/a"),
        ("/*x", "/x"), ("/*.json", "/a.json"), ("\\*", "a"), ("**\\*", "/x!"), ("a.c", "abc"),
        ("/a/**/z", "/a/z/b"), ("/a/**", "/a"),
    ])
    func `does not match`(pattern: String, path: String) throws {
        #expect(try !PathGlob(pattern).matches(path))
    }

    @Test func `answers fast on a pattern made to be slow`() throws {
        let pattern = try PathGlob(String(repeating: "**a", count: 300))

        #expect(!pattern.matches(String(repeating: "a", count: 299) + "b"))
        #expect(pattern.matches(String(repeating: "a", count: 300)))
        #expect(throws: MalformedMessage.self) {
            try PathGlob(String(repeating: "a", count: 1_025))
        }
    }
}
