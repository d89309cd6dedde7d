import Charter
import CharterFolder
import Foundation
import Governance
import TestSupport

/// The demo republic in the middle of its work: one act adopted, one proposal without a quorum, one
/// in consultation.
enum CostaVerdeRegister {
    static func make() throws -> (register: Register, now: Instant) {
        let harness = try harness()
        return (harness.register, harness.clock + "1 hour")
    }

    /// The pages of this register and its log.
    static func portal() throws -> PortalApplication {
        let harness = try harness()
        return PortalApplication(
            harness.register,
            now: harness.clock + "1 hour",
            entries: try harness.entries.map { try $0.canonicalBytes() }
        )
    }

    private static func harness() throws -> RegisterHarness {
        var harness = try founded()
        let birth = try proposal("birth-record-agreement")
        try open(birth, by: "katia-lumbrera", &harness)
        for member: OfficialID in ["hilario-penalume", "sabela-montrillo", "anselmo-vientosur"] {
            try harness.vote(member, .approve, on: birth.proposal)
        }
        harness.advanceToClosing(of: birth.proposal)
        try harness.close("katia-lumbrera", birth.proposal)
        harness.advance(by: "3 days")
        let calls = try proposal("vaccination-calls")
        try open(calls, by: "nazario-velarmo", &harness)
        try harness.vote("nazario-velarmo", .approve, on: calls.proposal)
        try harness.vote("benicio-quintamar", .reject, on: calls.proposal)
        harness.advanceToClosing(of: calls.proposal)
        try harness.close("nazario-velarmo", calls.proposal)
        let motion = ProposalText(
            proposal: "seats-of-municipalities",
            body: "digital-infrastructure-council",
            class: "ordinary",
            rank: .regulation,
            title: "Review of the seats of municipalities",
            effects: []
        )
        try harness.propose("amaya-torrealta", motion)
        return harness
    }

    static func founded() throws -> RegisterHarness {
        let folder = examples.appendingPathComponent("costa-verde").path
        let content = try CharterDocument(files: CharterFolder(folder).read()).content
        return try RegisterHarness(founding: content, at: "2026-11-24")
    }

    private static func open(
        _ text: ProposalText,
        by official: OfficialID,
        _ harness: inout RegisterHarness
    ) throws {
        try harness.propose(official, text)
        try harness.openConsultation(official, text.proposal)
        try harness.comment(official, on: text.proposal, "c1", "What if a record is wrong?")
        harness.advance(by: "7 days")
        try harness.answer(official, on: text.proposal, "c1", "The registry corrects it.")
        try harness.openVoting(official, text.proposal)
    }

    private static func proposal(_ name: String) throws -> ProposalText {
        let file = examples.appendingPathComponent("costa-verde/proposals/\(name).json")
        return try ProposalText(json: Array(Data(contentsOf: file)))
    }

    static let paths = [
        "/", "/who", "/who/exchange", "/who/exchange/services/civil-registry",
        "/who/registries/social", "/decisions", "/decisions/birth-record-agreement",
        "/decisions/vaccination-calls", "/decisions/seats-of-municipalities",
        "/acts/data-sharing-committee-2026-1", "/rules", "/rules/birth-records-for-benefits",
        "/rules/civil-registry-writes", "/agreements", "/bodies",
        "/bodies/data-sharing-committee", "/bodies/payments-board", "/log", "/entries",
        "/entries/0", "/entries/8",
    ]
}

/// The folder `Examples` of the repository.
let examples = packageRoot.appendingPathComponent("Examples")

/// The folder of the pages' sources.
let portalSources = packageRoot.appendingPathComponent("Sources/Services/Portal")

private let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()
