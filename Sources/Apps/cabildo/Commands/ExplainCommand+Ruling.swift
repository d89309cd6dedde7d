import ArgumentParser
import CanonicalJSON
import Governance

extension ExplainCommand {
    /// Rules on a call, and shows on what the ruling rests.
    func explainRuling(by view: RegisterView) throws {
        let question = try CallName.question(id, at: view.instant)
        let ruling: Ruling
        do {
            ruling = try RuleBook(view.register, at: view.instant).rule(on: question)
        } catch {
            throw Output.unusable(error)
        }
        switch format {
        case .text: Output.write(Self.text(of: ruling))
        case .json: Output.write(try JSONTreeEncoder().encode(ruling).prettyText() + "\n")
        }
    }

    private static func text(of ruling: Ruling) -> String {
        var text = "\(ruling.decision.rawValue) (\(ruling.code.rawValue)): \(ruling.sentence)\n"
        if let body = ruling.grantingBody { text += "body `\(body)` could grant it\n" }
        for policy in ruling.rules.flatMap(\.policies) {
            let names = policy.safeguards.map { "`\($0)`" }.joined(separator: ", ")
            text += "policy `\(policy.id)`" + (names.isEmpty ? "" : " for \(names)") + "\n"
        }
        for citation in ruling.citations { text += "\n" + self.text(of: citation) }
        return text
    }
}
