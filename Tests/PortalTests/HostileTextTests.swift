import Governance
import TestSupport
import Testing

@Suite
struct `A hostile text in the register` {
    private let attack = "<script>alert(1)</script>\"'><img src=x onerror=y>{{q}}{n}"

    @Test(arguments: languages)
    func `comes out as text on every page`(_ language: String) async throws {
        let harness = try harness()
        let portal = PortalApplication(
            harness.register,
            now: harness.clock,
            entries: try harness.entries.map { try $0.canonicalBytes() }
        )
        let paths = [
            "/", "/who", "/who/policy", "/decisions", "/decisions/p1", "/decisions/p2",
            "/acts/council-2026-1", "/rules", "/rules/r1", "/agreements", "/bodies",
            "/bodies/council", "/log", "/entries", "/entries/0", "/entries/1",
        ]

        let pages = try await portal.get(paths.map { "\($0)?lang=\(language)" })

        for (path, page) in zip(paths, pages) {
            #expect(page.status == 200, "\(path)")
            #expect(!page.text.contains("<script"), "\(path)")
            #expect(!page.text.contains("<img"), "\(path)")
            #expect(page.text.contains("&lt;script&gt;alert(1)"), "\(path)")
        }
    }

    @Test func `in the query is neither followed nor repeated`() async throws {
        let harness = try harness()
        let portal = PortalApplication(harness.register, now: harness.clock)

        let page = try await portal.get("/who?lang=%22%3E%3Cscript%3E&as_of=2026-02-01")
        let error = try await portal.get("/who?as_of=%22%3E%3Cscript%3Ezebra")
        let double = try await portal.get("//evil.example/who")

        #expect(page.status == 200)
        #expect(page.text.contains("<html lang=\"en\">"))
        #expect(!page.text.contains("<script"))
        #expect(error.status == 400)
        #expect(!error.text.contains("zebra") && !error.text.contains("<script"))
        #expect(double.status == 404)
    }

    private func harness() throws -> RegisterHarness {
        let name = LocalizedText(attack)
        var procedure = Procedure.majority()
        procedure = Procedure(
            id: procedure.id,
            name: name,
            proposers: .seats,
            consultation: "1 day",
            answersComments: true,
            rounds: procedure.rounds
        )
        let head = CharterHead(id: "test", name: name, instance: "TEST")
        var items = CharterContent.council(procedure: procedure).items.map { item -> Item in
            switch item {
            case .official(let old):
                .official(Official(id: old.id, name: attack, office: old.office, keys: old.keys))
            case .institution(let old):
                .institution(
                    Institution(
                        id: old.id,
                        name: name,
                        memberClass: "GOV",
                        subsystems: ["main"]
                    )
                )
            case .office(let old):
                .office(Office(id: old.id, institution: old.institution, title: name))
            case .body(let old):
                .body(Body(id: old.id, name: name, seats: old.seats, procedures: old.procedures))
            case .article(let old): .article(Article(id: old.id, title: name, text: attack))
            case .subject(let old):
                .subject(Subject(path: old.path, name: name, buildingBlock: true))
            default: item
            }
        }
        items += [
            .mandate(
                Mandate(
                    id: "m1",
                    holder: .institution("i1"),
                    function: .operate,
                    subject: "policy",
                    legalSource: attack
                )
            ),
            .safeguard(Safeguard(id: "g1", name: name, text: attack, source: attack)),
            .service(
                Service(
                    id: "s1",
                    institution: "i1",
                    subsystem: "main",
                    code: "s1",
                    name: name,
                    subject: "policy"
                )
            ),
        ]
        var harness = try RegisterHarness(
            founding: CharterContent(charter: head, items: items),
            at: "2026-01-01"
        )
        let rule = Rule(
            id: "r1",
            name: name,
            subject: "policy",
            safeguards: ["g1"],
            cedar: "// \(attack)\npermit (principal, action, resource);",
            review: "2026-01-02"
        )
        let agreement = Agreement(
            id: "a1",
            provider: "i1",
            consumer: "i2",
            service: "s1",
            purpose: attack,
            legalBasis: attack,
            dataCategories: [attack],
            retention: "3 days"
        )
        let first = ProposalText.motion(
            "p1",
            title: attack,
            effects: [.add(.rule(rule)), .add(.agreement(agreement))]
        )
        try harness.propose("o1", first)
        try harness.openConsultation("o1", "p1")
        try harness.comment("o1", on: "p1", "c1", attack)
        harness.advance(by: "2 days")
        try harness.answer("o1", on: "p1", "c1", attack)
        try harness.openVoting("o1", "p1")
        try harness.recuse("o3", from: "p1", reason: attack)
        try harness.vote("o1", .approve, on: "p1")
        try harness.vote("o2", .approve, on: "p1")
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        try harness.propose("o1", .motion("p2", title: attack))
        return harness
    }
}
