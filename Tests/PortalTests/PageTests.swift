import Governance
import HTTPTypes
import TestSupport
import Testing

@Suite
struct `The pages` {
    @Test(arguments: languages)
    func `are complete in every language`(_ language: String) async throws {
        let portal = try CostaVerdeRegister.portal()
        let paths = CostaVerdeRegister.paths.map { "\($0)?lang=\(language)" }
        let past = ["/who", "/rules", "/agreements", "/bodies"].map {
            "\($0)?lang=\(language)&as_of=2026-11-24"
        }

        let pages = try await portal.get(paths + past)

        for (path, page) in zip(paths + past, pages) {
            #expect(page.status == 200, "\(path)")
            #expect(page.headers[.contentLanguage] == language)
            #expect(page.text.contains("<html lang=\"\(language)\">"), "\(path)")
            #expect(page.text.contains("<h1>"), "\(path)")
            expectComplete(page.text, path)
            for match in page.text.matches(of: /href="(\/[^"]*)"/) {
                let link = String(match.1)
                let isNoPage = ["/assets/", "/openapi.json", "/log/", "/api/rules/"]
                    .contains {
                        link.hasPrefix($0)
                    }
                #expect(isNoPage || link.contains("?lang="), "\(path): \(link)")
            }
        }
    }

    @Test func `lead nowhere but to pages that exist`() async throws {
        let portal = try CostaVerdeRegister.portal()
        let pages = try await portal.get(CostaVerdeRegister.paths)

        let links = Set(
            pages.flatMap { page in
                page.text.matches(of: /href="(\/[^"#]*)/).map {
                    String($0.1).replacing("&amp;", with: "&")
                }
            }
        ).filter { link in
            !["/openapi.json", "/log/", "/api/rules/"].contains { link.hasPrefix($0) }
        }
        let answers = try await portal.get(links.sorted())

        #expect(links.count > 80)
        for (link, answer) in zip(links.sorted(), answers) {
            #expect(answer.status == 200, "\(link)")
        }
    }

    @Test func `show the vote, the act and why`() async throws {
        let portal = try CostaVerdeRegister.portal()

        let adopted = try await portal.get("/decisions/birth-record-agreement").text
        let failed = try await portal.get("/decisions/vaccination-calls").text

        #expect(adopted.contains("Adopted: the quorum and the threshold were met."))
        #expect(adopted.contains("data-sharing-committee-2026-1"))
        #expect(adopted.contains("enact rule `birth-records-for-benefits`"))
        #expect(adopted.contains("The registry corrects it."))
        #expect(adopted.contains("Seats that took part: 3; needed: 3"))
        #expect(failed.contains("No decision: too few seats took part."))
        #expect(failed.contains("Seats that took part: 2; needed: 3"))
        #expect(failed.contains("not met"))
    }

    @Test func `lead to the rules as one text, and name policies with their safeguards`()
        async throws
    {
        let portal = try CostaVerdeRegister.portal()

        let rules = try await portal.get("/rules?as_of=2026-12-20").text
        let rule = try await portal.get("/rules/birth-records-for-benefits?lang=es").text

        #expect(rules.contains("href=\"/api/rules/policies?as_of=2026-12-20T00:00:00Z\""))
        #expect(rules.contains("href=\"/api/rules/schema\""))
        #expect(rule.contains("<code>birth-records-for-benefits#benefits-read</code>"))
        #expect(rule.contains("Legalidad, Limitación de la finalidad, Minimización de datos"))
    }

    @Test func `tell a rule's state at the moment asked about`() async throws {
        let portal = try CostaVerdeRegister.portal()

        let before = try await portal.get("/rules/birth-records-for-benefits?as_of=2026-11-24")
        let after = try await portal.get("/rules/birth-records-for-benefits")

        #expect(before.text.contains("state-not-yet-in-force"))
        #expect(after.text.contains("state-in-force"))
        #expect(after.text.contains("resource.data_categories.containsAll"))
        #expect(after.text.contains("committee-decides-services"))
    }

    @Test func `make a gap and a vacant seat visible in words`() async throws {
        let block = Subject(path: "policy", name: "Policy", buildingBlock: true)
        var content = CharterContent.council(seats: 3, vacant: 1)
        content.items.removeAll { $0.kind == .subject && $0.key == "policy" }
        content.items.append(.subject(block))
        let harness = try RegisterHarness(founding: content, at: "2026-01-01")
        let portal = PortalApplication(harness.register, now: "2026-02-01")

        let who = try await portal.get("/who?lang=en").text
        let body = try await portal.get("/bodies/council?lang=en").text

        #expect(who.contains("Functions held by nobody: 5"))
        #expect(who.matches(of: /gap-word"><span aria-hidden="true">✕<\/span> nobody/).count == 5)
        #expect(body.contains("2 of 3 filled"))
        #expect(body.contains("vacant"))
    }

    @Test(arguments: languages)
    func `say something before there is a charter`(_ language: String) async throws {
        let portal = PortalApplication(Register(), now: "2026-01-01")
        let paths = ["/", "/who", "/decisions", "/rules", "/agreements", "/bodies", "/log"]

        let pages = try await portal.get(paths.map { "\($0)?lang=\(language)" })

        for (path, page) in zip(paths, pages) {
            #expect(page.status == 200, "\(path)")
            expectComplete(page.text, path)
        }
    }
}

/// Holds a page to having no empty cell, no unfilled place and no key in the place of a text.
func expectComplete(_ text: String, _ path: String) {
    #expect(!text.contains("{{") && !text.contains("Optional("), "\(path)")
    #expect(!text.contains(">nil<") && !text.contains(">false<"), "\(path)")
    for match in text.matches(
        of: /<(td|th|dd|dt|h[1-4]|a|title|summary|li|caption|text)\b[^>]*>\s*<\/\1>/
    ) {
        Issue.record("\(path): nothing in `\(match.0)`")
    }
    #expect(text.firstMatch(of: /(href|datetime|aria-label)=""/) == nil, "\(path)")
    let keys =
        /[>\s](nav|flow|figure|more|as|f|who|gaps|subjects|rank|holds|chain|kind|effect|stage|t|o|p|v|base|share|span|state|count|tally|quorum|threshold|log|error)_[a-z_-]+[<\s]/
    let visible = text.replacing(/<pre.*?<\/pre>/.dotMatchesNewlines(), with: "")
        .replacing(/<[^>]*>/, with: "><")
    if let match = visible.firstMatch(of: keys) { Issue.record("\(path): key `\(match.0)`") }
}
