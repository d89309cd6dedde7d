import Governance
import TestSupport
import Testing

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

    @Test(arguments: CostaVerde.moments)
    func `fills every seat`(at time: Instant) throws {
        let view = RegisterView(Register(drafting: try charter(of: "costa-verde")), at: time)

        let bodies = view.inForce(\.bodies)
        let vacant = bodies.flatMap { view.seats(of: $0) }.filter { $0.official == nil }

        #expect(bodies.count == 4)
        #expect(vacant.isEmpty)
    }

    @Test(arguments: CostaVerde.moments)
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
        var republic = try CostaVerde()

        let act = try republic.adoptBirthRecords()

        #expect(act.id == "data-sharing-committee-2026-1")
        #expect(act.effective == act.adopted + "2 days")
        #expect(act.mandates == ["committee-decides-services"])
        let view = RegisterView(republic.register.register, at: act.effective)
        #expect(view.inForce("social-development-birth-records", in: \.agreements) != nil)
        #expect(view.inForce("birth-records-for-benefits", in: \.rules) != nil)
    }

    @Test func `has no quorum for the vaccination calls when two seats vote`() throws {
        var republic = try CostaVerde()
        let text = try CostaVerde.proposal("vaccination-calls")

        try republic.open(text, by: "nazario-velarmo")
        try republic.register.vote("nazario-velarmo", .approve, on: text.proposal)
        try republic.register.vote("benicio-quintamar", .approve, on: text.proposal)
        republic.register.advanceToClosing(of: text.proposal)

        #expect(try republic.register.close("nazario-velarmo", text.proposal) == .noQuorum)
    }

    @Test func `would carry the vaccination calls with a third seat`() throws {
        var republic = try CostaVerde()
        let text = try CostaVerde.proposal("vaccination-calls")

        try republic.open(text, by: "nazario-velarmo")
        for member: OfficialID in ["nazario-velarmo", "benicio-quintamar", "sabela-montrillo"] {
            try republic.register.vote(member, .approve, on: text.proposal)
        }
        republic.register.advanceToClosing(of: text.proposal)

        #expect(try republic.register.close("nazario-velarmo", text.proposal) == .adopted)
    }

    @Test func `keeps other bodies from deciding on services`() throws {
        var republic = try CostaVerde()
        let text = try CostaVerde.proposal("birth-record-agreement")
        let elsewhere = ProposalText(
            proposal: "elsewhere",
            body: "digital-infrastructure-council",
            class: "ordinary",
            rank: text.rank,
            title: text.title,
            effects: text.effects
        )
        try republic.register.propose("amaya-torrealta", elsewhere)
        republic.register.advance(by: "10 days")
        try republic.register.openVoting("amaya-torrealta", "elsewhere")
        let members: [OfficialID] = [
            "amaya-torrealta", "fabian-brisamar", "ilana-riosdal", "leandro-fontaval",
            "odalia-murtera",
        ]
        for member in members {
            try republic.register.vote(member, .approve, on: "elsewhere")
        }
        republic.register.advanceToClosing(of: "elsewhere")

        let refused = try republic.register.refusal { try $0.close("amaya-torrealta", "elsewhere") }

        #expect(refused == .noMandate)
    }
}
