import Foundation
import Governance
import TestSupport
import Testing

/// The moments at which Costa Verde must be in order.
let exampleMoments: [Instant] = ["2026-11-24", "2027-01-01", "2028-01-01", "2028-12-31"]

@Suite
struct `The charter of Costa Verde` {
    @Test func `holds no item with a problem and no conflict between mandates`() throws {
        let content = try charter(of: "costa-verde")
        let register = Register(drafting: content)
        let view = RegisterView(register, at: "2026-11-24")

        #expect(content.items.flatMap { view.problems(of: $0) }.isEmpty)
        #expect(view.exclusiveConflicts().isEmpty)
        for case .rule(let rule) in content.items {
            #expect(RuleText.problems(of: rule).isEmpty)
        }
    }

    @Test(arguments: exampleMoments)
    func `fills every seat`(at time: Instant) throws {
        let view = RegisterView(Register(drafting: try charter(of: "costa-verde")), at: time)

        let bodies = view.inForce(\.bodies)
        let vacant = bodies.flatMap { view.seats(of: $0) }.filter { $0.official == nil }

        #expect(bodies.count == 4)
        #expect(vacant.isEmpty)
    }

    @Test(arguments: exampleMoments)
    func `gives every subject a deciding body and every building block an operator`(
        at time: Instant
    ) throws {
        let view = RegisterView(Register(drafting: try charter(of: "costa-verde")), at: time)

        for subject in view.inForce(\.subjects) {
            #expect(view.competentBodies(on: subject.path).count == 1, "\(subject.path)")
            guard subject.buildingBlock else { continue }
            let operators = view.mostSpecificMandates(to: .operate, on: subject.path)
            let supervisors = view.mostSpecificMandates(to: .supervise, on: subject.path)
            #expect(operators.count == 1, "\(subject.path)")
            #expect(supervisors.count == 1, "\(subject.path)")
            #expect(operators.first?.holder != supervisors.first?.holder, "\(subject.path)")
        }
    }

    @Test func `lets three of five seats approve the agreement on birth records`() throws {
        var register = try RegisterHarness(
            founding: charter(of: "costa-verde"),
            at: "2026-11-24"
        )
        let text = try proposal("birth-record-agreement")

        try prepare(text, by: "katia-lumbrera", in: &register)
        for member: OfficialID in ["hilario-penalume", "sabela-montrillo", "anselmo-vientosur"] {
            try register.vote(member, .approve, on: text.proposal)
        }
        register.advanceToClosing(of: text.proposal)
        let stage = try register.close("katia-lumbrera", text.proposal)

        let act = try #require(register.act(of: text.proposal))
        #expect(stage == .adopted)
        #expect(act.id == "data-sharing-committee-2026-1")
        #expect(act.effective == act.adopted + "2 days")
        #expect(act.mandates == ["committee-decides-services"])
        let view = RegisterView(register.register, at: act.effective)
        #expect(view.inForce("social-development-birth-records", in: \.agreements) != nil)
        #expect(view.inForce("birth-records-for-benefits", in: \.rules) != nil)
    }

    @Test func `has no quorum for the vaccination calls when two seats vote`() throws {
        var register = try RegisterHarness(
            founding: charter(of: "costa-verde"),
            at: "2026-11-24"
        )
        let text = try proposal("vaccination-calls")

        try prepare(text, by: "nazario-velarmo", in: &register)
        try register.vote("nazario-velarmo", .approve, on: text.proposal)
        try register.vote("benicio-quintamar", .approve, on: text.proposal)
        register.advanceToClosing(of: text.proposal)

        #expect(try register.close("nazario-velarmo", text.proposal) == .noQuorum)
    }

    @Test func `keeps other bodies from deciding on services`() throws {
        var register = try RegisterHarness(
            founding: charter(of: "costa-verde"),
            at: "2026-11-24"
        )
        let text = try proposal("birth-record-agreement")
        let elsewhere = ProposalText(
            proposal: "elsewhere",
            body: "digital-infrastructure-council",
            class: "ordinary",
            rank: text.rank,
            title: text.title,
            effects: text.effects
        )
        try register.propose("amaya-torrealta", elsewhere)
        register.advance(by: "10 days")
        try register.openVoting("amaya-torrealta", "elsewhere")
        let members: [OfficialID] = [
            "amaya-torrealta", "fabian-brisamar", "ilana-riosdal", "leandro-fontaval",
            "odalia-murtera",
        ]
        for member in members { try register.vote(member, .approve, on: "elsewhere") }
        register.advanceToClosing(of: "elsewhere")

        let refused = try register.refusal { try $0.close("amaya-torrealta", "elsewhere") }

        #expect(refused == .noMandate)
    }

    /// Submits a proposal and takes it through notice and consultation to the open vote.
    private func prepare(
        _ text: ProposalText,
        by official: OfficialID,
        in register: inout RegisterHarness
    ) throws {
        try register.propose(official, text)
        try register.openConsultation(official, text.proposal)
        try register.comment(official, on: text.proposal, "c1", "what if a record is wrong?")
        register.advance(by: "7 days")
        let unanswered = try register.refusal { try $0.openVoting(official, text.proposal) }
        #expect(unanswered == .commentsUnanswered)
        try register.answer(official, on: text.proposal, "c1", "the registry corrects it")
        try register.openVoting(official, text.proposal)
    }

    private func proposal(_ name: String) throws -> ProposalText {
        let path = "costa-verde/proposals/\(name).json"
        return try ProposalText(
            json: Array(Data(contentsOf: examples.appendingPathComponent(path)))
        )
    }
}
