import Charter
import Checks
import Governance
import Testing

@Suite struct `Checks of rules` {
    @Test(arguments: [
        ("permit (principal, action)", "error", 1, 26),
        ("", "error", 0, 0),
        ("permit (principal == ?principal, action, resource);", "error", 0, 0),
        ("permit (principal, action, resource)\nwhen { context.colour == 1 };", "error", 2, 0),
        ("permit (principal, action, resource)\nwhen { false };", "warning", 1, 0),
    ])
    func `find a text that cannot be used`(
        cedar: String,
        severity: String,
        line: Int,
        column: Int
    ) throws {
        let findings = try report(cedar: cedar).findings

        let finding = try #require(findings.first)
        #expect(findings.count == 1 && finding.code == "R001")
        #expect(finding.severity.rawValue == severity)
        if line > 0 {
            #expect(finding.location?.file == "r.cedar" && finding.location?.line == line)
            #expect(column == 0 || finding.location?.column == column)
        } else {
            #expect(finding.location?.file == "charter.yaml")
        }
    }
}

@Suite struct `Waivers` {
    private let sameHolder = Edit(
        "institution: office, function: supervise",
        "institution: agency, function: supervise"
    )

    private func waiver(_ members: String) -> Edit {
        .append("waivers:\n  - {id: w, reason: R, \(members)}")
    }

    @Test(arguments: [
        ("check: W003, subject: identity, until: 2026-06-02", "W003 note m-sup"),
        ("check: W003, subject: identity, until: 2026-06-01", "W003 warning m-sup"),
        (
            "check: W003, subject: identity, from: 2026-06-02, until: 2027-01-01",
            "W003 warning m-sup"
        ),
        ("check: W003, subject: identity/births, until: 2027-01-01", "W003 warning m-sup"),
        ("check: W003, subject: governance, until: 2027-01-01", "W003 warning m-sup"),
        ("check: W002, subject: identity, until: 2027-01-01", "W003 warning m-sup"),
    ])
    func `silence one check on one subject until a date`(
        members: String,
        expected: String
    ) throws {
        #expect(try findings([sameHolder, waiver(members)]) == [expected])
    }

    @Test func `of several the longest counts, and it is named`() throws {
        let two = Edit.append(
            """
            waivers:
              - {id: w1, check: W003, subject: identity, reason: R, until: 2026-12-01}
              - {id: w2, check: W003, subject: identity, reason: R, until: 2027-12-01}
            """
        )

        let finding = try #require(try report([sameHolder, two]).findings.first)

        #expect(finding.waiver?.text == "w2")
        #expect(finding.waivedUntil == Instant(text: "2027-12-01"))
    }

    @Test func `of a body must cover all it decides on`() throws {
        let quorum = Edit("    quorum: at least 2/3 of fixed\n", "")
        let one = "  - {id: w1, check: H002, subject: identity, reason: R, until: 2027-01-01}\n"
        let other = "  - {id: w2, check: H002, subject: governance, reason: R, until: 2026-12-01}"

        #expect(try findings([quorum, .append("waivers:\n" + one)]) == ["H002 warning council"])
        let both = try report([quorum, .append("waivers:\n" + one + other)])
        #expect(both.findings.map(\.severity) == [.note])
        #expect(both.findings.first?.waiver?.text == "w2")
    }
}
