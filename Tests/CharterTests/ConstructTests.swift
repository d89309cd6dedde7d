import Charter
import Governance
import Testing

@Suite struct `Constructs of the charter format` {
    /// One item of every kind with all its members, and the same as a value.
    static let complete = """
        articles:
          - {id: art-1, title: Founding, text: "The state keeps a register."}
        subjects:
          - {path: identity, name: {en: Identity, pt: Identidade}, building_block: true}
        institutions:
          - id: registry
            name: Civil Registry
            member_class: GOV
            country: XC
            subsystems: [births, deaths]
            from: 2026-01-01
            until: 2036-01-01T12:00:00Z
        offices:
          - {id: registrar, institution: registry, title: Registrar, from: 2026-01-01, until: 2030-01-01}
        officials:
          - id: first-registrar
            name: A. Example
            office: registrar
            keys:
              - id: k1
                public_key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
                from: 2026-01-01
                until: 2028-01-01
                only: anchors
            from: 2026-01-01
            until: 2030-01-01
        procedures:
          - id: ordinary
            name: Ordinary
            proposers: seats
            seconds: 2
            notice: 7 days
            consultation: 14 days
            answers_comments: true
            quorum: at least 1/2 of fixed
            rounds:
              - threshold: more than 1/2 of cast
                window: 14 days
                after: 36 hours
                next_round_if: at least 1/2 of cast
            closes_early: true
            needs_consent: true
            interval: 30 days
            standstill: 10 days
        bodies:
          - id: council
            name: Council
            seats:
              - {id: chair, office: registrar, from: 2026-01-01, until: 2030-01-01}
              - id: vacant
            procedures:
              ordinary: ordinary
              rule: ordinary
            seats_per_institution: at least 1/3 of fixed
            from: 2026-01-01
            until: 2040-01-01
        mandates:
          - id: council-decides
            body: council
            function: decide
            subject: identity
            exclusive: true
            rank: regulation
            legal_source: Law 12/2025, art. 4
            article: art-1
            delegable: true
            delegated_from: council-decides
            from: 2026-01-01
            until: 2040-01-01
          - {id: registry-operates, institution: registry, function: operate, subject: identity}
        safeguards:
          - {id: purpose, name: Purpose limitation, text: Use data as told., source: DPI Safeguards O3.26}
        standards:
          - id: rest
            name: REST profile
            version: "1.0"
            status: adopted
            subject: identity
            url: https://standards.example/rest
            licence: CC-BY-4.0
        components:
          - id: register
            name: Register
            subject: identity
            steward: registry
            operator: registry
            maintainer: Example Ltd
            repository: https://code.example/register
            licence: EUPL-1.2
            funded_until: 2029-01-01
        services:
          - id: births
            institution: registry
            subsystem: births
            code: birth-record
            name: Birth records
            subject: identity/births
            standards: [rest]
            description: https://registry.example/openapi.json
            data_categories: [name, birth date]
            from: 2026-01-01
            until: 2030-01-01
        agreements:
          - id: births-for-schools
            provider: registry
            consumer: schools
            service: births
            purpose: Admission to school
            legal_basis: Law 3/2024, art. 9
            data_categories: [name]
            retention: 30 days
            from: 2026-01-01
            until: 2028-01-01
        rules:
          - id: birth-rule
            name: Birth rule
            subject: identity/births
            safeguards: [purpose]
            cedar: rules/birth.cedar
            review: 2027-01-01
            from: 2026-01-01
            until: 2030-01-01
        waivers:
          - {id: w1, check: W003, subject: identity, reason: Being built, from: 2026-01-01, until: 2027-01-01}

        """
    static let cedar = file("rules/birth.cedar", "permit (principal, action, resource);\n")

    static func items() throws -> [ItemReference: Item] {
        let document = try read(complete, cedar: [cedar])
        return Dictionary(uniqueKeysWithValues: document.content.items.map { ($0.reference, $0) })
    }

    static func item(_ kind: ItemKind, _ key: String) throws -> Item {
        try #require(try items()[ItemReference(kind: kind, key: key)])
    }

    @Test func `reads one item of every kind`() throws {
        let kinds = Set(try Self.items().keys.map(\.kind))

        #expect(kinds == Set(ItemKind.allCases))
    }

    @Test func `keeps the items in the order of the files and lines`() throws {
        let files = [
            file("b.yaml", "articles:\n  - {id: two, title: T}\n  - {id: one, title: T}\n"),
            file("a/z.yaml", "articles:\n  - {id: three, title: T}\n"),
            file("charter.yaml", headText),
        ]

        let document = try CharterDocument(files: files)

        #expect(document.content.items.map(\.key) == ["three", "two", "one"])
    }

    @Test func `reads the head`() throws {
        let text = """
            charter:
              id: verde
              name: {en: Green Republic, pt: República Verde}
              instance: GR
              version: "3"
              fiscal_year_start: 04-01
              steward: agency

            """

        let head = try CharterDocument(files: [file("charter.yaml", text)]).content.charter

        let expected = CharterHead(
            id: try #require(RegisterID("verde")),
            name: LocalizedText("Green Republic", translations: ["pt": "República Verde"]),
            instance: "GR",
            version: "3",
            fiscalYearStart: "04-01",
            steward: InstitutionID("agency")
        )
        #expect(head == expected)
    }

    @Test func `reads the members of a procedure`() throws {
        let procedure = Procedure(
            id: try #require(ProcedureID("ordinary")),
            name: "Ordinary",
            proposers: .seats,
            seconds: 2,
            notice: .days(7),
            consultation: .days(14),
            answersComments: true,
            quorum: Share(1, of: 2, base: .fixed),
            rounds: [
                Round(
                    threshold: try #require(Share(1, of: 2, strict: true, base: .cast)),
                    window: .days(14),
                    after: .minutes(36 * 60),
                    nextRoundIf: Share(1, of: 2, base: .cast)
                )
            ],
            closesEarly: true,
            needsConsent: true,
            interval: .days(30),
            standstill: .days(10)
        )

        #expect(try Self.item(.procedure, "ordinary") == .procedure(procedure))
    }

    @Test func `reads a body with a vacant seat and a procedure for each class`() throws {
        guard case .body(let body) = try Self.item(.body, "council") else {
            throw NoProblem()
        }

        #expect(body.seats.map(\.id.text) == ["chair", "vacant"])
        #expect(body.seats.map(\.office?.text) == ["registrar", nil])
        #expect(body.procedures.mapValues(\.text) == ["ordinary": "ordinary", "rule": "ordinary"])
        #expect(body.seatsPerInstitution == Share(1, of: 3, base: .fixed))
        #expect(body.until == Instant(text: "2040-01-01"))
    }

    @Test func `reads dates and times as instants in UTC`() throws {
        guard case .institution(let institution) = try Self.item(.institution, "registry") else {
            throw NoProblem()
        }

        #expect(institution.from == Instant(text: "2026-01-01T00:00:00Z"))
        #expect(institution.until == Instant(text: "2036-01-01T12:00:00Z"))
    }

    @Test func `supplies what is left out`() throws {
        guard case .mandate(let mandate) = try Self.item(.mandate, "registry-operates") else {
            throw NoProblem()
        }

        #expect(!mandate.exclusive && !mandate.delegable)
        #expect(mandate.rank == nil && mandate.from == nil && mandate.legalSource == nil)
    }

    @Test func `puts the text of the Cedar file in place of its path`() throws {
        let document = try read(Self.complete, cedar: [Self.cedar])
        let rule = document.content.items.compactMap { item in
            if case .rule(let rule) = item { rule } else { nil }
        }.first

        #expect(rule?.cedar == "permit (principal, action, resource);\n")
        #expect(rule?.review == Instant(text: "2027-01-01"))
        let id = try #require(rule?.id)
        #expect(document.sources.cedarFile(of: id) == "rules/birth.cedar")
    }

    @Test(arguments: [
        ("a/b/items.yaml", "../rules/x.cedar", "a/rules/x.cedar"),
        ("items.yaml", "./x.cedar", "x.cedar"),
        ("a/items.yaml", "r//x.cedar", "a/r/x.cedar"),
    ])
    func `finds the Cedar file from the place of the YAML file`(
        yaml: String,
        path: String,
        cedar: String
    ) throws {
        let text = "rules:\n  - {id: r, name: R, subject: identity, cedar: \(path)}\n"
        let files = [
            file("charter.yaml", headText), file(yaml, text), file(cedar, "permit();"),
        ]

        let document = try CharterDocument(files: files)

        #expect(document.sources.cedarFile(of: try #require(RuleID("r"))) == cedar)
    }

    @Test(arguments: [
        "title: plain words", "title: \"plain words\"", "title: 'plain words'",
        "title: >-\n      plain\n      words", "title: |-\n      plain words",
        "title: plain\n      words", "title: plain words # a remark",
        "title: \"plain \\\n      words\"", "\"title\": plain words",
    ])
    func `takes every way of YAML to write a text`(member: String) throws {
        let document = try read("articles:\n  - id: a\n    \(member)\n")

        guard case .article(let article)? = document.content.items.first else {
            throw NoProblem()
        }
        #expect(article.title == "plain words")
    }

    @Test(arguments: [
        "\u{FEFF}articles:\n  - {id: a, title: T}\n",
        "articles:\r\n  - id: a\r\n    title: T\r\n",
        "---\narticles:\n  - {id: a, title: T}\n...\n",
        "# remark\n\narticles: [{id: a, title: T}]",
        "articles:\n- id: a\n  title: T\n",
        "{articles: [{id: a, title: T}]}",
    ])
    func `takes every way of YAML to lay out a file`(text: String) throws {
        let items = try read(text).content.items

        #expect(items.map(\.key) == ["a"])
    }

    @Test(arguments: ["", "# only a remark\n", "\n\n"])
    func `takes a file without items`(text: String) throws {
        #expect(try read(text).content.items.isEmpty)
    }

    @Test func `reads the same from files that were parsed by themselves`() throws {
        let files = [file("charter.yaml", headText), file("items.yaml", Self.complete)]

        let together = try CharterDocument(files: files + [Self.cedar])
        let apart = try CharterDocument(
            combining: files.reversed().map(ParsedCharterFile.init),
            cedar: [Self.cedar]
        )

        #expect(together.content == apart.content)
    }

    @Test func `leaves files of other kinds aside`() throws {
        let files = [file("charter.yaml", headText), file("notes.txt", "\t???")]

        #expect(try CharterDocument(files: files).content.items.isEmpty)
    }
}
