import Foundation
import Governance
import TestSupport
import Testing

/// The demo republic, with the steps its proposals go through.
struct CostaVerde {
    /// The moments at which its charter must be in order.
    static let moments: [Instant] = ["2026-11-24", "2027-01-01", "2028-01-01", "2028-12-31"]

    var register: RegisterHarness

    init(at time: Instant = "2026-11-24") throws {
        register = try RegisterHarness(founding: charter(of: "costa-verde"), at: time)
    }

    /// A proposal of the demo.
    static func proposal(_ name: String) throws -> ProposalText {
        let file = examples.appendingPathComponent("costa-verde/proposals/\(name).json")
        return try ProposalText(json: Array(Data(contentsOf: file)))
    }

    /// Submits a proposal and takes it through notice and consultation to the open vote.
    mutating func open(_ text: ProposalText, by official: OfficialID) throws {
        try register.propose(official, text)
        try register.openConsultation(official, text.proposal)
        try register.comment(official, on: text.proposal, "c1", "what if a record is wrong?")
        register.advance(by: "7 days")
        let unanswered = try register.refusal { try $0.openVoting(official, text.proposal) }
        #expect(unanswered == .commentsUnanswered)
        try register.answer(official, on: text.proposal, "c1", "the registry corrects it")
        try register.openVoting(official, text.proposal)
    }

    /// Has three of the five seats adopt the agreement and the rule on birth records.
    mutating func adoptBirthRecords() throws -> Act {
        let text = try Self.proposal("birth-record-agreement")
        try open(text, by: "katia-lumbrera")
        for member: OfficialID in ["hilario-penalume", "sabela-montrillo", "anselmo-vientosur"] {
            try register.vote(member, .approve, on: text.proposal)
        }
        register.advanceToClosing(of: text.proposal)
        let stage = try register.close("katia-lumbrera", text.proposal)
        #expect(stage == .adopted)
        return try #require(register.act(of: text.proposal))
    }

    /// The ruling on a call of `birth-records`.
    func ruling(
        for consumer: InstitutionID,
        _ subsystem: Identifier<Institution.Subsystem>,
        method: String = "GET",
        purpose: String? = nil,
        at time: Instant
    ) throws -> Ruling {
        try RuleBook(register.register, at: time).rule(
            on: ExchangeQuestion(
                consumer: consumer,
                subsystem: subsystem,
                service: "birth-records",
                method: method,
                purpose: purpose,
                at: time
            )
        )
    }
}
