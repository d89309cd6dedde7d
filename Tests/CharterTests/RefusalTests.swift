import Charter
import Governance
import Testing

@Suite struct `Refusals of the charter reader` {
    static let item = "articles:\n  - id: a\n    title: T\n"

    @Test(arguments: [
        // unknown and missing members
        ("articels: []\n", "1:1 unknown_key"),
        ("articles:\n  - id: a\n    titel: T\n", "3:5 unknown_key"),
        ("articles:\n  - id: a\n    title: T\n    colour: red\n", "4:5 unknown_key"),
        (
            "bodies:\n  - id: b\n    name: B\n    seats:\n      - {id: s, chair: x}\n    procedures: {}\n",
            "5:17 unknown_key"
        ),
        ("articles:\n  - title: T\n", "2:5 missing_key"),
        ("articles:\n  - {id: a}\n", "2:5 missing_key"),
        // wrong kinds
        ("articles: a\n", "1:11 wrong_type"),
        ("articles: {id: a, title: T}\n", "1:11 wrong_type"),
        ("articles:\n  - a\n", "2:5 wrong_type"),
        ("articles:\n  - id: [a]\n    title: T\n", "2:9 wrong_type"),
        ("articles:\n  - id: 12\n    title: T\n", "2:9 wrong_type"),
        ("articles:\n  - id: true\n    title: T\n", "2:9 wrong_type"),
        ("- a\n", "1:1 wrong_type"),
        ("a text\n", "1:1 wrong_type"),
        (
            "mandates:\n  - {id: m, function: operate, subject: s, exclusive: \"true\"}\n",
            "2:55 wrong_type"
        ),
        (
            "standards:\n  - {id: s, name: S, version: 2, status: adopted, subject: s}\n",
            "2:31 wrong_type"
        ),
        (
            "procedures:\n  - id: p\n    name: P\n    seconds: two\n    rounds: []\n",
            "4:14 wrong_type"
        ),
        // values that members refuse
        ("articles:\n  - id: Art 1\n    title: T\n", "2:9 invalid_value"),
        ("mandates:\n  - {id: m, function: rule, subject: s}\n", "2:23 invalid_value"),
        ("mandates:\n  - {id: m, function: operate, subject: s//t}\n", "2:41 invalid_value"),
        (
            "mandates:\n  - {id: m, function: operate, subject: s, from: 2026-02-30}\n",
            "2:50 invalid_value"
        ),
        (
            "procedures:\n  - id: p\n    name: P\n    notice: 1 month\n    rounds: []\n",
            "4:13 invalid_value"
        ),
        (
            "procedures:\n  - id: p\n    name: P\n    rounds:\n      - threshold: most of cast\n        window: 1 day\n",
            "5:20 invalid_value"
        ),
        ("articles:\n  - id: a\n    title: {es: T}\n", "3:12 invalid_value"),
        ("articles:\n  - id: a\n    title: {en: T, english: U}\n", "3:12 invalid_value"),
        (
            "officials:\n  - id: o\n    name: Name\n    office: f\n    keys:\n      - {id: k, public_key: AAAA}\n",
            "6:29 invalid_value"
        ),
        // one name twice
        ("articles:\n  - id: a\n    title: T\n    title: U\n", "4:5 duplicate_key"),
        ("articles: []\narticles: []\n", "2:1 duplicate_key"),
        ("articles:\n  - {id: a, title: T}\n  - {id: a, title: U}\n", "3:5 duplicate_item"),
        ("charter: {id: b, name: B, instance: B}\n", "1:1 duplicate_head"),
        // parts of YAML that charters do not use
        ("articles:\n  - &x {id: a, title: T}\n", "2:5 unsupported"),
        ("articles:\n  - id: a\n    title: &x T\n", "3:12 unsupported"),
        ("articles:\n  - id: a\n    title: !!str T\n", "3:12 unsupported"),
        ("articles:\n  - id: a\n    title: !local T\n", "3:12 unsupported"),
        ("articles:\n  - id: a\n    title: *x\n", "3:12 unsupported"),
        ("articles:\n  - id: a\n    <<: {title: T}\n", "3:5 unsupported"),
        ("articles:\n  - id: a\n    ? [x]\n    : T\n", "3:7 unsupported"),
        ("%YAML 1.1\n---\narticles: []\n", "1:1 unsupported"),
        ("%TAG ! tag:x,2026:\n---\narticles: []\n", "1:1 unsupported"),
        ("articles: []\n---\narticles: []\n", "2:1 several_documents"),
        ("articles: []\n--- x\n", "2:1 several_documents"),
        // no value
        ("articles:\n", "1:10 no_value"),
        ("articles:\n  - id: a\n    title:\n", "3:11 no_value"),
        ("articles:\n  - id: a\n    title: ~\n", "3:12 no_value"),
        ("articles:\n  - id: a\n    title: null\n", "3:12 no_value"),
        // characters
        ("articles:\n\t- id: a\n", "2:1 forbidden_character"),
        ("articles:\n  - id: a\n    title: \"a\tb\"\n", "3:14 forbidden_character"),
        ("articles: []\n# \u{1}\n", "2:3 forbidden_character"),
        ("articles: []\n# é\u{202E}x\n", "2:4 forbidden_character"),
        ("articles: []\n# \u{2066}x\n", "2:3 forbidden_character"),
        ("articles: []\n# \u{2028}\n", "2:3 forbidden_character"),
        ("articles: []\n# \u{85}\n", "2:3 forbidden_character"),
        ("articles: []\n# x\u{FEFF}\n", "2:4 forbidden_character"),
        ("articles: []\r# x\n", "1:13 forbidden_character"),
        ("articles: []\n#\u{7F}\n", "2:2 forbidden_character"),
        ("articles: []\n#\u{0}\n", "2:2 forbidden_character"),
        // text that is not YAML
        ("articles:\n  - id: a\n   title: T\n", "3:4 syntax"),
        ("articles: [a\n", "2:1 syntax"),
        ("articles:\n  - id: \"a\n", "3:1 syntax"),
        ("articles:\n  - id: @a\n", "2:9 syntax"),
        ("articles: a: b\n", "1:12 syntax"),
        // Cedar files
        ("rules:\n  - {id: r, name: R, subject: s, cedar: r.cedar}\n", "2:41 missing_file"),
        ("rules:\n  - {id: r, name: R, subject: s, cedar: ../r.cedar}\n", "2:41 missing_file"),
        ("rules:\n  - {id: r, name: R, subject: s, cedar: /r.cedar}\n", "2:41 missing_file"),
        ("rules:\n  - {id: r, name: R, subject: s, cedar: notes.txt}\n", "2:41 missing_file"),
    ])
    func `name the place to the column`(text: String, problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test(arguments: [
        "yes", "Yes", "YES", "no", "on", "off", "y", "N", "True", "FALSE", "1.10", "1.0", "0x1F",
        "0o17", "0b1", "007", "-5", "+5", "1_000", "1e3", "1.5E-3", ".5", ".inf", "-.INF", ".nan",
        "12:30", "190:20:30", "99999999999999999999", "1.", "=",
    ])
    func `are told of what readers of YAML take for different things`(value: String) {
        #expect(
            problems("articles:\n  - id: a\n    title: \(value)\n") == ["3:12 ambiguous_scalar"]
        )
    }

    @Test(arguments: [
        "\"yes\"", "'1.10'", "yes and no", "1.2.3", "12:30 o'clock", "2026-01-01", "v1.0", "Truely",
        "truth", "nullify", "0xyz", "-", "- x", "e5", "1e", "192.168.0.1", "ten", "a:b", "+", ".",
        "...x", "2026-01-01T10:00:00Z", "Nope", "\"~\"",
    ])
    func `are not told of plain texts`(value: String) throws {
        #expect(
            problems("articles:\n  - id: a\n    title: T\n    text: >-\n      \(value)\n") == []
        )
        if value.first != "-" {
            #expect(problems("articles:\n  - id: a\n    title: \(value)\n") == [])
        }
    }

    @Test(arguments: ["no", "y", "On", "~", "1.0"])
    func `are told of keys that are no text to all readers`(key: String) {
        let text = "articles:\n  - id: a\n    title: {en: T, \(key): U}\n"

        #expect(problems(text) == ["3:20 ambiguous_scalar"])
    }

    @Test func `accept a quoted key that would be ambiguous`() throws {
        let document = try read("articles:\n  - id: a\n    title: {en: T, \"no\": U}\n")

        guard case .article(let article)? = document.content.items.first else {
            throw NoProblem()
        }
        #expect(article.title.text(in: "no") == "U")
    }

    @Test func `come all at once, one for each item, in the order of files and lines`() throws {
        let one = "articles:\n  - {id: A, title: T}\n  - {id: b, title: T}\n  - {id: c}\n"
        let two = "offices:\n  - {id: o}\nmandates: 3\n"
        do throws(CharterProblems) {
            _ = try CharterDocument(files: [file("b.yaml", two), file("a.yaml", one)])
            Issue.record("the charter was accepted")
        } catch {
            let told = error.problems.map { problem in
                (problem.position?.description ?? "-") + " " + problem.code.rawValue
            }
            #expect(
                told == [
                    "a.yaml:2:10 invalid_value", "a.yaml:4:5 missing_key",
                    "b.yaml:2:5 missing_key", "b.yaml:3:11 wrong_type", "- missing_head",
                ]
            )
        }
    }

    @Test func `tell a value once, though it makes its item unreadable too`() {
        #expect(problems("articles:\n  - id: no\n    titel: T\n") == ["2:9 ambiguous_scalar"])
    }

    @Test func `show the line and how to mend it`() throws {
        let problem = try firstProblem("articles:\n  - id: a\n    titl: T\n")

        #expect(problem.position?.file == "items.yaml")
        #expect(problem.sourceLine == "    titl: T")
        #expect(problem.reason == "`titl` is not a member here")
        #expect(problem.help == "did you mean `title`?")
    }

    @Test(arguments: [
        ("articels: []\n", "did you mean `articles`?"),
        (
            "mandates:\n  - {id: m, function: rule, subject: s}\n",
            "it is one of decide, operate, supervise, fund, maintain, advise"
        ),
        (
            "bodies:\n  - id: b\n    name: B\n    seats:\n      - {id: s, ofice: x}\n    procedures: {}\n",
            "did you mean `office`?"
        ),
        ("articles:\n  - id: 12\n    title: T\n", "put the value in quotation marks"),
        (
            "rules:\n  - {id: r, name: R, subject: s, cedar: ruls.cedar}\n",
            "did you mean `rule.cedar`?"
        ),
    ])
    func `suggest what was meant`(text: String, help: String) throws {
        let problem = try firstProblem(text, cedar: [file("rule.cedar", "permit();")])

        #expect(problem.help == help)
    }

    @Test func `speak the language of YAML`() throws {
        #expect(
            try firstProblem("articles:\n  - id: [a]\n    title: T\n").reason
                == "text is expected, and this is a list"
        )
        #expect(
            try firstProblem("articles:\n  - a\n").reason
                == "a mapping is expected, and this is text"
        )
    }

    @Test func `name the first place of an item that is given twice`() throws {
        let problem = try firstProblem(
            "articles:\n  - {id: a, title: T}\n  - {id: a, title: U}\n"
        )

        #expect(problem.reason == "article `a` was given before at items.yaml:2:5")
    }

    @Test func `do not confuse items of two kinds with one identifier`() {
        let text = """
            articles: [{id: a, title: T}]
            safeguards: [{id: a, name: S}]

            """

        #expect(problems(text) == [])
    }

    @Test func `need a head`() throws {
        do throws(CharterProblems) {
            _ = try CharterDocument(files: [file("items.yaml", Self.item)])
            Issue.record("the charter was accepted")
        } catch {
            #expect(error.problems.map(\.code) == [.missingHead])
        }
    }

    @Test func `of a head keep it from being missing`() throws {
        do throws(CharterProblems) {
            _ = try CharterDocument(files: [file("charter.yaml", "charter:\n  id: A B\n")])
            Issue.record("the charter was accepted")
        } catch {
            #expect(error.problems.map(\.code) == [.invalidValue])
        }
    }

    @Test func `of a Cedar file that is not text name the rule`() throws {
        let text = "rules:\n  - {id: r, name: R, subject: s, cedar: r.cedar}\n"
        let cedar = CharterFile(path: "r.cedar", bytes: [0xFF])

        #expect(problems(text, cedar: [cedar]) == ["2:41 invalid_utf8"])
    }

    @Test(arguments: [
        ([0x61, 0x3A, 0x20, 0xFF], "1:4"), ([0x0A, 0xC3, 0xA9, 0xC3], "2:2"),
        ([0xED, 0xA0, 0x80], "1:1"), ([0xC0, 0xAF], "1:1"),
        ([0x61, 0xF4, 0x90, 0x80, 0x80], "1:2"),
    ])
    func `name the first byte that is not UTF-8`(bytes: [Int], place: String) throws {
        let parsed = ParsedCharterFile(
            CharterFile(path: "x.yaml", bytes: bytes.map(UInt8.init))
        )

        let problem = try #require(parsed.problems.first)
        #expect(problem.code == .invalidUTF8)
        #expect(problem.position?.description == "x.yaml:" + place)
    }
}
