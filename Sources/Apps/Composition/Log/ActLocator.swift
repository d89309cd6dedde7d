internal import CanonicalJSON
public import Governance
public import LogClient

/// An act that nothing adopts.
public struct UnknownAct: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is said where it was looked for.
    public let description: String
}

/// Finds the entries of an act.
public struct ActLocator: Sendable {
    /// The entry that closed the vote, and by that adopted the act.
    public let index: Int
    /// The proposal that became the act.
    public let proposal: ProposalID

    /// Asks a server, which is believed: see what the entry says.
    ///
    /// - Throws: ``UnknownAct`` where the server does not know the act; a ``CompositionError``.
    public init(of act: ActID, at client: RegisterClient) async throws {
        let json: JSON
        do {
            json = try await client.get("/api/acts/\(act)")
        } catch let error as CompositionError where error.reason.hasPrefix("not_found: ") {
            throw UnknownAct(description: "the server knows no act `\(act)`")
        }
        guard let position = json["position"]?.integerValue, let index = Int(exactly: position),
            let proposal = json["proposal"]?.stringValue.flatMap(ProposalID.init)
        else { throw CompositionError("the server does not answer with an act") }
        self.index = index
        self.proposal = proposal
    }

    /// Replays the log until the act is adopted.
    ///
    /// - Parameters:
    ///   - act: the number of the act.
    ///   - reader: a log, refreshed.
    /// - Throws: ``UnknownAct`` where no entry adopts it, `LogClientError`, or a `Refusal` where
    ///   the log does not replay.
    public init(of act: ActID, in reader: inout LogReader) async throws {
        var register = Register()
        for start in stride(from: 0, to: reader.size, by: 1024) {
            for entry in try await reader.entries(start..<start + 1024) {
                try register.replay(entry.bytes)
                guard let found = register.acts.last, found.id == act else { continue }
                index = found.position
                proposal = found.proposal
                return
            }
        }
        throw UnknownAct(description: "no entry of the log adopts `\(act)`")
    }
}
