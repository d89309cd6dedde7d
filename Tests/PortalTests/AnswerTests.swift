import Governance
import HTTPTypes
import TestSupport
import Testing

@Suite
struct `An answer of the portal` {
    @Test(arguments: [
        ("", "pt-BR,pt;q=0.9,en;q=0.8", "pt"), ("", "de, fr;q=0.5, es;q=0.7", "es"),
        ("", "de", "en"), ("?lang=fr", "es", "fr"), ("?lang=xx", "es", "es"),
        ("", "es;q=0", "en"), ("", "es;q=abc, fr;q=2", "en"),
    ])
    func `is in the language asked for`(
        _ query: String,
        _ accepted: String,
        _ language: String
    ) async throws {
        let portal = try council()

        let page = try await portal.get(
            "/who" + query,
            [.acceptLanguage: accepted, .accept: "text/html"]
        )

        #expect(page.headers[.contentLanguage] == language)
        #expect(page.headers[.vary]?.contains("Accept-Language") == true)
    }

    @Test(arguments: [
        "/who/nothing", "/who/Not%20A%20Path", "/decisions/nothing", "/acts/nothing",
        "/rules/nothing", "/bodies/nothing",
    ])
    func `is a page where a name is unknown`(_ path: String) async throws {
        let portal = try council()

        let page = try await portal.get(path + "?lang=es")
        let problem = try await portal.get(path, [.accept: "application/json"])

        #expect(page.status == 404)
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.text.contains("<html lang=\"es\">"))
        #expect(page.text.contains("No encontrado"))
        #expect(problem.status == 404)
        #expect(problem.headers[.contentType] == "application/problem+json")
    }

    @Test func `refuses a malformed date`() async throws {
        let portal = try council()

        let page = try await portal.get("/rules?as_of=yesterday&lang=fr")
        let empty = try await portal.get("/rules?as_of=&lang=fr")

        #expect(page.status == 400)
        #expect(page.text.contains("<html lang=\"fr\">"))
        #expect(empty.status == 200)
    }

    @Test func `is not sent again while nothing has changed`() async throws {
        let portal = try council()
        let first = try await portal.get("/who?lang=en")
        let tag = try #require(first.headers[.eTag])

        let headers: HTTPFields = [.accept: "text/html", .ifNoneMatch: tag]
        let again = try await portal.get("/who?lang=en", headers)
        let otherLanguage = try await portal.get("/who?lang=es", headers)
        let otherMoment = try await portal.get("/who?lang=en&as_of=2026-01-15", headers)
        let later = try await PortalApplication(portal.register, now: portal.now + "1 hour")
            .get("/who?lang=en", headers)

        #expect(again.status == 304)
        #expect(again.text.isEmpty)
        #expect(otherLanguage.status == 200)
        #expect(otherMoment.status == 200)
        #expect(later.status == 200)
    }

    @Test func `allows no script and no foreign content`() async throws {
        let page = try await council().get("/")

        let policy = try #require(page.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'"))
        #expect(page.headers[.cacheControl] == "no-cache")
    }

    @Test func `gives the style sheet with a tag`() async throws {
        let style = try await council().get("/assets/portal.css")

        #expect(style.headers[.contentType] == "text/css; charset=utf-8")
        #expect(style.headers[.eTag] != nil)
        #expect(style.text.contains(":focus-visible"))
    }

    @Test func `shows the checkpoint as it is`() async throws {
        let page = try await council().get("/log?lang=en")

        #expect(page.text.contains("<code>costa-verde.example/log\n1\n"))
        #expect(page.text.contains("\n\n— costa-verde.example/log "))
        #expect(page.text.contains("number of entries: 1"))
        #expect(page.text.contains("cabildo log verify URL --key KEY"))
    }

    private func council() throws -> PortalApplication {
        let harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        return PortalApplication(harness.register, now: "2026-02-01")
    }
}
