import Governance
import Testing

@Suite
struct `The pages of entries` {
    @Test func `list the latest first, and lead to the older`() async throws {
        let whole = try CostaVerdeRegister.portal()
        let last = whole.entries.count - 1
        let portal = PortalApplication(
            whole.register,
            now: whole.now,
            entries: (0..<60).map { whole.entries[$0 % 2] }
        )

        let pages = try await portal.get([
            "/entries?lang=en", "/entries?lang=en&before=10", "/entries?before=61",
            "/entries?before=0", "/entries?before=x", "/entries?before=-1", "/log?lang=en",
        ])

        #expect(pages[0].text.contains("Entries 10 to 59 of 60"))
        #expect(pages[0].text.contains("href=\"/entries?lang=en&amp;before=10\""))
        #expect(pages[1].text.contains("Entries 0 to 9 of 60"))
        #expect(!pages[1].text.contains("Older entries"))
        #expect(pages[2...5].allSatisfy { $0.status == 404 })
        #expect(pages[6].text.contains("href=\"/entries/59?lang=en\""))
        #expect(last > 10)
    }

    @Test func `draw the way to the root and name the act`() async throws {
        let portal = try CostaVerdeRegister.portal()
        let act = try #require(portal.register.acts.first)

        let page = try await portal.get("/entries/\(act.position)?lang=en").text
        let from = try await portal.get("/acts/\(act.id)?lang=en").text

        #expect(page.contains("With this entry the act was adopted"))
        #expect(page.contains("href=\"/acts/\(act.id)?lang=en\""))
        #expect(page.contains("aria-labelledby=\"proof-title proof-desc\""))
        #expect(page.contains("root: "))
        #expect(page.contains("key='costa-verde.example/log+"))
        #expect(from.contains("href=\"/entries/\(act.position)?lang=en\""))
    }

    @Test(arguments: ["60", "-1", "007", "x", "99999999999999999999"])
    func `know nothing past the end`(_ index: String) async throws {
        let page = try await CostaVerdeRegister.portal().get("/entries/\(index)?lang=en")

        #expect(page.status == 404)
    }

    @Test func `say so where an entry is none of a register`() async throws {
        let portal = try CostaVerdeRegister.portal()
        let strange = PortalApplication(portal.register, now: portal.now)

        let pages = try await strange.get(["/entries?lang=en", "/entries/0?lang=en"])

        #expect(pages.allSatisfy { $0.status == 200 && $0.text.contains("not one of a register") })
        #expect(pages[1].text.contains("It is the only entry of the log"))
        for page in pages { expectComplete(page.text, "entries") }
    }
}
