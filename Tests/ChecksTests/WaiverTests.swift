import Checks
import Governance
import Testing

@Suite struct `Waivers` {
    private static let conflict = Edit(
        "institution: office, function: supervise",
        "institution: agency, function: supervise"
    )

    private func waiver(_ members: String) -> Edit {
        .append("waivers: [{id: w, reason: Being built, \(members)}]")
    }

    @Test func `turn a finding into a note that says until when`() throws {
        let report = try report([
            Self.conflict, waiver("check: W003, subject: identity, until: 2027-01-01"),
        ])

        let finding = try #require(report.findings.first)
        #expect(finding.severity == .note)
        #expect(finding.waiver?.text == "w")
        #expect(finding.waivedUntil?.dateText == "2027-01-01")
    }

    @Test(arguments: [
        "check: W001, subject: identity, until: 2027-01-01",
        "check: W003, subject: governance, until: 2027-01-01",
        "check: W003, subject: identity, until: 2026-06-01",
        "check: W003, subject: identity, from: 2026-06-02, until: 2027-01-01",
        "check: W003, subject: identity/births, until: 2027-01-01",
    ])
    func `do not reach beyond their check, subject and dates`(members: String) throws {
        #expect(try findings([Self.conflict, waiver(members)]) == ["W003 warning m-sup"])
    }

    @Test func `of a body must cover all it decides on`() throws {
        let low = Edit("at least 2/3 of fixed", "at least 1/3 of fixed")
        let part = Edit.append(
            "waivers: [{id: w, check: H002, subject: identity, reason: R, until: 2027-01-01}]"
        )
        let whole = Edit.append(
            "waivers: [{id: w, check: H002, subject: identity, reason: R, until: 2027-01-01}, "
                + "{id: x, check: H002, subject: governance, reason: R, until: 2028-01-01}]"
        )

        #expect(try findings([low, part]) == ["H002 warning council"])
        #expect(try findings([low, whole]) == ["H002 note council"])
    }
}
