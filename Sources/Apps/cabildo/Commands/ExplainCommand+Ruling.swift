import ArgumentParser
import CanonicalJSON
import Governance

extension ExplainCommand {
    /// Rules on a call, and shows on what the ruling rests.
    func explainRuling(by view: RegisterView) throws {
        let question = try question(at: view.instant)
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

    /// Reads `consumer/subsystem:service` with an optional `:METHOD`.
    private func question(at instant: Instant) throws -> ExchangeQuestion {
        let parts = id.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let client = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), client.count == 2,
            let consumer = InstitutionID(String(client[0])),
            let subsystem = Identifier<Institution.Subsystem>(String(client[1])),
            let service = ServiceID(parts[1])
        else {
            throw ValidationError(
                "`\(id)` does not name a call, such as "
                    + "`social-development/benefits:birth-records`"
            )
        }
        return ExchangeQuestion(
            consumer: consumer,
            subsystem: subsystem,
            service: service,
            method: parts.count == 3 ? parts[2].uppercased() : "GET",
            at: instant
        )
    }

    private static func text(of ruling: Ruling) -> String {
        var text = "\(ruling.decision.rawValue) (\(ruling.code.rawValue)): \(ruling.sentence)\n"
        if let body = ruling.grantingBody { text += "body `\(body)` could grant it\n" }
        for citation in ruling.citations { text += "\n" + self.text(of: citation) }
        return text
    }
}
