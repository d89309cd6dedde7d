import Governance
import TestSupport
import Testing

@Suite
struct `The rulings in Costa Verde` {
    @Test func `let nobody read birth records before the act`() throws {
        let republic = try CostaVerde()

        let ruling = try republic.ruling(for: "social-development", "benefits", at: "2026-11-24")

        #expect(ruling.decision == .deny)
        #expect(ruling.code == .noAgreement)
        #expect(ruling.grantingBody == "data-sharing-committee")
    }

    @Test func `let the ministry read for its purpose once the act is in effect`() throws {
        var republic = try CostaVerde()
        let act = try republic.adoptBirthRecords()

        let early = try republic.ruling(for: "social-development", "benefits", at: act.adopted)
        let stated = try republic.ruling(
            for: "social-development",
            "benefits",
            purpose: "social-benefits-eligibility",
            at: act.effective
        )
        let unstated = try republic.ruling(
            for: "social-development",
            "benefits",
            at: act.effective
        )

        #expect(early.decision == .deny)
        #expect(stated.code == .permitted)
        #expect(unstated.code == .permitted)
        #expect(stated.rules.map(\.id) == ["birth-records-for-benefits"])
        let policy = try #require(stated.rules.first?.policies.first)
        #expect(policy.id == "birth-records-for-benefits#benefits-read")
        #expect(policy.safeguards == ["lawfulness", "purpose-limitation", "data-minimisation"])
        #expect(stated.rules.first?.act == "data-sharing-committee-2026-1")
        #expect(stated.agreement?.id == "social-development-birth-records")
        #expect(!stated.citations.isEmpty)
    }

    @Test func `refuse another purpose, another consumer, a write and a call too late`() throws {
        var republic = try CostaVerde()
        let now = try republic.adoptBirthRecords().effective

        let purpose = try republic.ruling(
            for: "social-development",
            "benefits",
            purpose: "advertising",
            at: now
        )
        let consumer = try republic.ruling(for: "health", "patients", at: now)
        let write = try republic.ruling(
            for: "social-development",
            "benefits",
            method: "POST",
            at: now
        )
        let late = try republic.ruling(for: "social-development", "benefits", at: "2027-06-30")

        #expect(purpose.code == .purposeNotCovered)
        #expect(consumer.code == .noAgreement)
        #expect(write.code == .forbidden)
        #expect(write.rules.map(\.id) == ["civil-registry-writes"])
        #expect(
            write.rules.first?.policies.map(\.id)
                == ["civil-registry-writes#only-the-provider-writes"]
        )
        #expect(
            write.rules.first?.policies.first?.safeguards == ["integrity-of-records", "lawfulness"]
        )
        #expect(late.code == .agreementExpired)
    }
}
