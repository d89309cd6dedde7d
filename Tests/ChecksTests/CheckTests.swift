import Charter
import Checks
import Governance
import Testing

@Suite struct `Checks of a charter` {
    @Test func `find no fault with a sound charter`() throws {
        #expect(try findings([]) == [])
    }

    static let firing: [([Edit], [String])] = [
        // C001
        ([Edit("steward: agency", "steward: agncy")], ["C001 error charter"]),
        ([Edit("{id: c, office: auditor}", "{id: c, office: auditr}")], ["C001 error council"]),
        ([Edit("safeguards: [purpose]", "safeguards: [purpos]")], ["C001 error rule"]),
        (
            [
                .add("safeguards", "{id: s2, name: S}"),
                .append(
                    "waivers: [{id: w, check: W001, subject: payments, reason: R, until: 2027-01-01}]"
                ),
            ],
            ["C001 error w"]
        ),
        // C002
        ([Edit("member_class: GOV}", "member_class: gov}")], ["C002 error office"]),
        ([Edit("04-01, steward", "13-01, steward")], ["C002 error charter"]),
        (
            [
                .append(
                    "waivers: [{id: w, check: W999, subject: identity, reason: R, until: 2027-01-01}]"
                )
            ],
            ["C002 error w"]
        ),
        (
            [
                .append(
                    "waivers: [{id: w, check: C001, subject: identity, reason: R, until: 2027-01-01}]"
                )
            ],
            ["C002 error w"]
        ),
        // W001
        (
            [
                .add("subjects", "{path: payments, name: Payments, building_block: true}"),
                .add(
                    "mandates",
                    "{id: m-pay, body: council, function: decide, subject: payments, article: art-1}"
                ),
            ],
            ["W001 warning payments"]
        ),
        // W002
        (
            [
                .add(
                    "mandates",
                    "{id: m-x, institution: ministry, function: operate, subject: identity/births, exclusive: true, article: art-1}"
                )
            ],
            ["W002 error m-x"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-a, institution: ministry, function: operate, subject: identity, exclusive: true, article: art-1}"
                )
            ],
            ["W002 error m-op"]
        ),
        // W003
        (
            [
                Edit(
                    "institution: office, function: supervise",
                    "institution: agency, function: supervise"
                )
            ],
            ["W003 warning m-sup"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-s, institution: agency, function: supervise, subject: identity/births, article: art-1}"
                )
            ],
            ["W003 warning m-s"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-o, institution: office, function: operate, subject: identity/births, article: art-1}"
                )
            ],
            ["W003 warning m-sup"]
        ),
        // W004
        ([Edit("legal_source: Law 1/2025", "legal_source: \"\"")], ["W004 warning m-op"]),
        (
            [
                Edit(
                    "supervise, subject: identity, article: art-1}",
                    "supervise, subject: identity}"
                )
            ],
            ["W004 warning m-sup"]
        ),
        // W005
        (
            [
                .add(
                    "mandates",
                    "{id: m-e, institution: ministry, function: fund, subject: identity, article: art-1, until: 2026-06-01}"
                )
            ],
            ["W005 warning m-e"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-e, institution: ministry, function: fund, subject: identity, article: art-1, from: 2026-06-02}"
                )
            ],
            ["W005 note m-e"]
        ),
        // W006
        (
            [
                .add(
                    "mandates",
                    "{id: m-c1, institution: ministry, function: fund, subject: identity, delegable: true, delegated_from: m-c2}"
                ),
                .add(
                    "mandates",
                    "{id: m-c2, institution: office, function: fund, subject: identity, delegable: true, delegated_from: m-c1}"
                ),
            ],
            ["W006 error m-c1"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-c, institution: ministry, function: fund, subject: identity, delegable: true, delegated_from: m-c}"
                )
            ],
            ["W006 error m-c"]
        ),
        // W007
        (
            [
                .add(
                    "mandates",
                    "{id: m-d, institution: ministry, function: operate, subject: identity/births, delegated_from: m-op}"
                ),
                Edit("delegable: true\n", "delegable: false\n"),
            ], ["W007 error m-d"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-d, institution: ministry, function: fund, subject: identity, delegated_from: m-op}"
                )
            ],
            ["W007 error m-d"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-d, institution: ministry, function: operate, subject: governance, delegated_from: m-op}"
                )
            ],
            ["W007 error m-d"]
        ),
        (
            [
                .add(
                    "mandates",
                    "{id: m-d, institution: ministry, function: operate, subject: identity, rank: law, delegated_from: m-op}"
                )
            ],
            ["W007 error m-d"]
        ),
        // H001
        (
            [
                Edit("{id: c, office: auditor}", "{id: c}"),
                Edit("at least 2/3 of fixed", "at least 3/3 of fixed"),
            ],
            ["H001 error council"]
        ),
        (
            [
                .add(
                    "bodies",
                    "{id: empty, name: Empty, seats: [], procedures: {ordinary: ordinary}}"
                )
            ],
            ["H001 error empty"]
        ),
        (
            [
                .add(
                    "bodies",
                    "{id: vacant, name: Vacant, seats: [{id: a}], procedures: {ordinary: ordinary}}"
                )
            ],
            ["H001 error vacant"]
        ),
        // H002
        ([Edit("    quorum: at least 2/3 of fixed\n", "")], ["H002 warning council"]),
        ([Edit("at least 2/3 of fixed", "at least 1/3 of fixed")], ["H002 warning council"]),
        ([Edit("more than 1/2 of cast", "at least 1/3 of fixed")], ["H002 warning council"]),
        (
            [
                Edit("more than 1/2 of cast", "at least 3/3 of fixed"),
                Edit("{id: c, office: auditor}", "{id: c}"),
            ],
            ["H002 error council"]
        ),
        // H003
        (
            [Edit("{id: minister, institution: ministry", "{id: minister, institution: agency")],
            ["H003 warning council", "H003 warning council"]
        ),
        (
            [
                Edit("{id: minister, institution: ministry", "{id: minister, institution: agency"),
                Edit("    seats_per_institution: at least 1/3 of fixed\n", ""),
            ],
            ["H003 warning council"]
        ),
        // H004
        (
            [
                .add("subjects", "{path: payments, name: Payments}"),
                .add("subjects", "{path: payments/cards, name: Cards}"),
            ],
            ["H004 warning payments"]
        ),
        // H005
        (
            [Edit("{id: k, public_key: AAECAw", "{id: k, until: 2026-06-01, public_key: AAECAw")],
            ["H005 warning one"]
        ),
        (
            [
                Edit(
                    "office: director\n    keys:\n      - {id: k, public_key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}",
                    "office: director\n    keys: []"
                )
            ],
            ["H005 warning one"]
        ),
        // R002
        ([Edit("safeguards: [purpose], cedar", "cedar")], ["R002 warning rule"]),
        ([Edit("review: 2027-01-01}", "review: 2026-06-01}")], ["R002 warning rule"]),
        ([Edit(", review: 2027-01-01}", "}")], ["R002 warning rule"]),
        // X001
        ([Edit("    purpose: Admission to school\n", "")], ["X001 warning schools"]),
        ([Edit("    legal_basis: Law 2/2025\n", "")], ["X001 warning schools"]),
        ([Edit("    until: 2028-01-01\n", "")], ["X001 warning schools"]),
        // X002
        ([Edit("    standards: [rest]\n", "")], ["X002 warning births"]),
        ([Edit("status: adopted", "status: deprecated")], ["X002 warning births"]),
        // X003
        (
            [Edit("data_categories: [name]", "data_categories: [name, birth dat]")],
            ["X003 error schools"]
        ),
        // M001, M002, M003
        ([Edit("    maintainer: agency\n", "")], ["M001 warning register"]),
        ([Edit("funded_until: 2028-04-01", "funded_until: 2028-03-31")], ["M002 warning register"]),
        ([Edit("    funded_until: 2028-04-01\n", "")], ["M002 warning register"]),
        ([Edit("    licence: EUPL-1.2\n", "")], ["M003 warning register"]),
        ([Edit("    repository: https://code.example/r\n", "")], ["M003 warning register"]),
    ]

    @Test(arguments: firing)
    func `fire for this change alone`(edits: [Edit], expected: [String]) throws {
        #expect(try findings(edits) == expected)
    }

    @Test(arguments: [
        (#"@act("council-1") "#, "error", "`@act` cannot be written"),
        (#"@id("Not one") "#, "error", "is not an identifier"),
        (#"@safeguard("other") "#, "error", "no safeguard of the rule"),
        (#"@safeguard("purpose") "#, nil, ""),
    ])
    func `take misused annotations of a rule for what does not validate`(
        annotation: String,
        severity: String?,
        sentence: String
    ) throws {
        let text = "\n" + annotation + "permit (principal, action, resource);\n"

        let findings = try report(cedar: text).findings

        #expect(findings.map(\.code) == (severity == nil ? [] : ["R001"]))
        #expect(findings.first?.severity.rawValue == severity)
        #expect(findings.first.map { $0.message.contains(sentence) } ?? true)
        #expect(findings.first.map { $0.location?.line == 2 } ?? true)
    }

    @Test func `warn of a safeguard that no policy implements`() throws {
        let text = #"@safeguard("purpose") permit (principal, action, resource);"#
        let edits = [
            Edit("safeguards: [purpose]", "safeguards: [purpose, spare]"),
            Edit("\nsafeguards:\n", "\nsafeguards:\n  - {id: spare, name: Spare}\n"),
        ]

        let findings = try report(edits, cedar: text).findings

        #expect(findings.map(\.code) == ["R001"])
        #expect(findings.first?.severity == .warning)
    }

    @Test func `name the place of a fault within the Cedar file of a rule`() throws {
        let report = try report(cedar: "// a rule\npermit (principal, action, resource)\n")

        let finding = try #require(report.findings.first)
        #expect(report.findings.count == 1)
        #expect(finding.code == "R001")
        #expect(finding.item?.key == "rule")
        #expect(finding.location?.file == "r.cedar")
        #expect((finding.location?.line ?? 0) >= 2)
    }
}
