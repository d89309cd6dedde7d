import DataExchange
import Governance
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
}
