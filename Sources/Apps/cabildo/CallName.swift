import ArgumentParser
import Governance

/// A call on the exchange as the command line names it: `CLIENT:SERVICE` with an optional `:METHOD`.
enum CallName {
    /// Reads a name.
    ///
    /// - Throws: a `ValidationError` for a text that names no call.
    static func question(
        _ text: String,
        purpose: String? = nil,
        at instant: Instant
    ) throws -> ExchangeQuestion {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let client = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), client.count == 2,
            let consumer = InstitutionID(String(client[0])),
            let subsystem = Identifier<Institution.Subsystem>(String(client[1])),
            let service = ServiceID(parts[1])
        else {
            throw ValidationError(
                "`\(text)` does not name a call, such as "
                    + "`social-development/benefits:birth-records`"
            )
        }
        return ExchangeQuestion(
            consumer: consumer,
            subsystem: subsystem,
            service: service,
            method: parts.count == 3 ? parts[2].uppercased() : "GET",
            purpose: purpose,
            at: instant
        )
    }
}
