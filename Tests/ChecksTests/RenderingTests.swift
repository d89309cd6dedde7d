import CanonicalJSON
import Charter
import Checks
import Governance
import Testing

@Suite struct `Reports` {
    private let sameHolder = Edit(
        "institution: office, function: supervise",
        "institution: agency, function: supervise"
    )

    @Test func `are written as compilers write`() throws {
        let expected = """
            charter.yaml:55:48: warning[W003]: `agency` supervises `identity` and operates `identity`
               55 |   - {id: m-sup, institution: agency, function: supervise, subject: identity, article: art-1}
                  |                                                ^
              why: those who operate a system do not oversee it (DPI Safeguards F4.9, F5.5; DPI Map ID 2.3)
              mend: give the supervision to someone else, or grant a waiver with its reason
              see mandate `m-op` at charter.yaml:48:5

            no errors, 1 warning, no notes in 2 files as of 2026-06-01

            """

        #expect(try report([sameHolder]).text() == expected)
    }

    @Test func `are one line for each finding when quiet, and leave notes out`() throws {
        let waived = Edit.append(
            "waivers: [{id: w, check: W003, subject: identity, reason: R, until: 2027-01-01}]"
        )

        #expect(
            try report([sameHolder]).text(quiet: true)
                == "charter.yaml:55:48: warning[W003]: `agency` supervises `identity` and operates "
                + "`identity`\nno errors, 1 warning, no notes in 2 files as of 2026-06-01\n"
        )
        #expect(
            try report([sameHolder, waived]).text(quiet: true)
                == "no errors, no warnings, 1 note in 2 files as of 2026-06-01\n"
        )
        #expect(
            try report([sameHolder, waived]).text()
                .contains("\n  waived until 2027-01-01 by waiver `w`\n")
        )
    }

    @Test func `as JSON hold all of a finding`() throws {
        let expected = """
            {"as_of":"2026-06-01T00:00:00Z","findings":[{"code":"W003","field":"function",\
            "item":{"key":"m-sup","kind":"mandate"},\
            "location":{"column":48,"file":"charter.yaml","line":55},\
            "mend":"give the supervision to someone else, or grant a waiver with its reason",\
            "message":"`agency` supervises `identity` and operates `identity`",\
            "page":"docs/checks/W003.md","related":[{"key":"m-op","kind":"mandate",\
            "location":{"column":5,"file":"charter.yaml","line":48}}],"severity":"warning",\
            "why":"those who operate a system do not oversee it \
            (DPI Safeguards F4.9, F5.5; DPI Map ID 2.3)"}],"register":"testland","report":"check",\
            "summary":{"errors":0,"notes":0,"waived":0,"warnings":1},"version":1}
            """

        let json = try report([sameHolder]).json()

        let wanted = try JSON(parsing: Array(expected.utf8))
        #expect(json == wanted)
    }

    @Test func `as SARIF name the rule, the place and the related place`() throws {
        let sarif = try report([sameHolder]).sarif(documentation: "https://docs.example/")
        let run = try #require(sarif["runs"]?.arrayValue?.first)
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.arrayValue)
        let result = try #require(run["results"]?.arrayValue?.first)

        #expect(sarif["version"] == "2.1.0")
        #expect(run["columnKind"] == "unicodeCodePoints")
        #expect(rules.map { $0["id"]?.stringValue } == Check.all.map(\.code))
        #expect(rules.first?["helpUri"] == "https://docs.example/docs/checks/C001.md")
        let expected = """
            {"ruleId":"W003","ruleIndex":4,"level":"warning","message":{"text":"`agency` supervises \
            `identity` and operates `identity`. To mend it: give the supervision to someone else, or \
            grant a waiver with its reason"},"locations":[{"physicalLocation":{"artifactLocation":\
            {"uri":"charter.yaml","uriBaseId":"CHARTER"},"region":{"startLine":55,"startColumn":48}},\
            "logicalLocations":[{"fullyQualifiedName":"mandate/m-sup","kind":"declaration"}]}],\
            "relatedLocations":[{"physicalLocation":{"artifactLocation":{"uri":"charter.yaml",\
            "uriBaseId":"CHARTER"},"region":{"startLine":48,"startColumn":5}},\
            "message":{"text":"mandate `m-op`"}}]}
            """
        let wanted = try JSON(parsing: Array(expected.utf8))
        #expect(result == wanted)
    }

    @Test func `on a charter that cannot be read show the line`() throws {
        let problems = CharterProblems(
            ParsedCharterFile(
                CharterFile(path: "o.yaml", bytes: Array("offices:\n  - {titl: R}\n".utf8))
            ).problems
        )

        #expect(
            problems.text() == """
                o.yaml:2:6: error[unknown_key]: `titl` is not a member here
                    2 |   - {titl: R}
                      |      ^
                  mend: did you mean `title`?

                the charter cannot be read: 1 problem

                """
        )
        #expect(problems.json()["problems"]?.arrayValue?.first?["code"] == "unknown_key")
        #expect(
            problems.sarif()["runs"]?.arrayValue?.first?["results"]?.arrayValue?.first?["ruleId"]
                == "unknown_key"
        )
    }
}

@Suite struct `Charters made to be slow` {
    private func report(_ items: String) throws -> CheckReport {
        let text = "charter: {id: t, name: T, instance: T}\n" + items
        let document = try CharterDocument(files: [
            CharterFile(path: "c.yaml", bytes: Array(text.utf8))
        ])
        let instant = try #require(Instant(text: "2026-06-01"))
        let view = RegisterView(Register(drafting: document.content), at: instant)
        return CheckReport(of: view, sources: document.sources)
    }

    @Test func `with two thousand exclusive mandates for one thing end with an error`() throws {
        var text = "subjects: [{path: s, name: S}]\nmandates:\n"
        for index in 0..<2000 {
            text +=
                "  - {id: m\(index), institution: i\(index), function: operate, subject: s, "
                + "exclusive: true, article: a}\n"
        }

        let findings = try report(text).findings.filter { $0.code == "W002" }

        #expect(findings.count == ExclusiveConflictSearch.maximumConflicts + 1)
        #expect(findings.contains { $0.item == nil && $0.message.contains("too much to compare") })
    }

    @Test func `with a thousand unknown names suggest the first hundred`() throws {
        var text =
            "subjects: [{path: s, name: S}]\narticles: [{id: article, title: A}]\nmandates:\n"
        for index in 0..<1000 {
            text += "  - {id: m\(index), body: b, function: advise, subject: s, article: articl}\n"
        }

        let findings = try report(text).findings.filter { $0.field == "article" }

        #expect(findings.count == 1000)
        #expect((1...100).contains(findings.count { $0.mend.contains("did you mean `article`") }))
    }
}
