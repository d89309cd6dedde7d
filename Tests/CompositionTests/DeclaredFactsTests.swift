import CanonicalJSON
import DataExchange
import ExchangeGateway
import Foundation
import Governance
import Logging
import TestSupport
import Testing

@testable import Composition

@Suite("Declared facts") struct DeclaredFactsTests {
    private func facts(_ header: String) throws -> DeclaredFacts {
        GatewayRulings.facts(try CallDeclaration(parsing: header))
    }

    @Test func `come from the header of a call`() throws {
        let facts = try facts(
            #"minor=?0, consent="c-1";by="person";for="x";given=@10;until=@20, "#
                + #"emergency="e-1";by="ana-example";at=@30;review=@40"#
        )

        #expect(facts.person?.isMinor == false)
        #expect(facts.consent?.reference == "c-1")
        #expect(facts.consent?.givenBy == .person)
        #expect(facts.consent?.purpose == "x")
        #expect(facts.consent?.given == Instant(milliseconds: 10_000))
        #expect(facts.consent?.until == Instant(milliseconds: 20_000))
        #expect(facts.emergency?.reference == "e-1")
        #expect(facts.emergency?.declaredBy == OfficialID("ana-example"))
        #expect(facts.emergency?.declared == Instant(milliseconds: 30_000))
        #expect(facts.emergency?.reviewDue == Instant(milliseconds: 40_000))
        #expect(facts.overdueReviews == nil)
    }

    @Test func `leave out an emergency that no official can have declared`() throws {
        let facts = try facts(#"emergency="e-1";by="Not a name";at=@30;review=@40"#)

        #expect(facts == .none)
    }

    /// A gateway over a register with the worked safeguard on consent, and a rule that permits all.
    private func rulings() throws -> GatewayRulings {
        let folder = URL(filePath: Repository.root).appending(path: "Examples/safeguards")
        let text = try String(
            contentsOf: folder.appending(path: "consent/rule.cedar"),
            encoding: .utf8
        )
        let institutions = ["health", "rescue"].compactMap { InstitutionID($0) }.map { id in
            Item.institution(
                Institution(
                    id: id,
                    name: LocalizedText(id.text),
                    memberClass: "GOV",
                    subsystems: ["main"]
                )
            )
        }
        let content = CharterContent.council(
            more: institutions + [
                .safeguard(Safeguard(id: "consent", name: "Consent")),
                .service(
                    Service(
                        id: "patient-summaries",
                        institution: "health",
                        subsystem: "main",
                        code: "summaries",
                        name: "Summaries",
                        subject: "policy/health"
                    )
                ),
                .agreement(
                    Agreement(
                        id: "a1",
                        provider: "health",
                        consumer: "rescue",
                        service: "patient-summaries",
                        purpose: "treatment"
                    )
                ),
                .rule(
                    Rule(
                        id: "with-consent",
                        name: "C",
                        subject: "policy",
                        safeguards: ["consent"],
                        cedar: text
                    )
                ),
                .rule(
                    Rule(
                        id: "open",
                        name: "Open",
                        subject: "policy",
                        cedar: "permit(principal, action, resource);"
                    )
                ),
            ]
        )
        return GatewayRulings(
            published: try PublishedRegister(
                RegisterHarness(founding: content, at: "2026-01-01").register
            ),
            peers: [:],
            clock: { "2026-06-01" },
            logger: Logger(label: "test")
        )
    }

    /// 1780272000 is 2026-06-01T00:00:00Z.
    @Test(arguments: [
        (#"consent="c-1";by="person";for="treatment";given=@1780272000;until=@1780272001"#, true),
        (#"consent="c-1";by="person";for="treatment";given=@1780272001;until=@1780272002"#, false),
        (#"consent="c-1";by="person";for="treatment";given=@1780271999;until=@1780272000"#, false),
        (#"consent="c-1";by="person";for="research";given=@1780272000;until=@1780272001"#, false),
        ("minor=?0", false),
        (nil, false),
    ])
    func `decide on a call by a rule that asks for them`(
        header: String?,
        isPermitted: Bool
    ) throws {
        let call = ExchangeCall(
            client: try ClientIdentifier(parsing: "TEST/GOV/rescue/main"),
            service: try ServiceIdentifier(parsing: "TEST/GOV/health/main/summaries"),
            method: "GET",
            path: "",
            purpose: nil,
            declaration: try header.map { try CallDeclaration(parsing: $0) },
            role: .provider,
            at: Instant("2026-06-01").milliseconds
        )

        let policies: JSON?
        switch try rulings().decide(call) {
        case .permit(let receipt):
            #expect(isPermitted)
            policies = receipt.citations["rules"]?.arrayValue?.first?["policies"]
            #expect(policies?.arrayValue?.first?["id"] == "open#0")
        case .deny(let denial):
            #expect(!isPermitted)
            #expect(denial.code == "forbidden")
            policies = denial.citations["rules"]?.arrayValue?.first?["policies"]
            #expect(policies?.arrayValue?.first?["id"] == "with-consent#consent-that-holds")
            #expect(policies?.arrayValue?.first?["safeguards"] == ["consent"])
        }
    }
}
