internal import CanonicalJSON
internal import Governance
internal import Keys

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension Tour {
    /// The first proposal: consulted, answered, voted by three seats, adopted.
    func decide() async throws {
        let proposal = try await submit("birth-record-agreement")
        try await consult(on: proposal)
        try await state(.votingOpened, ["proposal": .string(proposal)], as: Self.proposer)
        try await refuseStranger(on: proposal)
        for voter in Self.voters { try await vote(on: proposal, voter.seat, voter.official) }
        say("voted        three seats approve, each by a signed vote over the text's digest")
        let receipt = try await closeVote(on: proposal)
        guard let act = receipt["act"]?.stringValue else {
            throw TourError(expected: "an act", got: receipt.prettyText())
        }
        let effective = try await register.get("/api/acts/\(act)")["effective"]?.stringValue ?? ""
        say("adopted      act `\(act)`; after the standstill it counts from \(effective)")
    }

    /// The second proposal: two votes are no quorum.
    func failQuorum() async throws {
        let proposal = try await submit("vaccination-calls")
        try await consult(on: proposal)
        try await state(.votingOpened, ["proposal": .string(proposal)], as: Self.proposer)
        for voter in Self.voters.prefix(2) {
            try await vote(on: proposal, voter.seat, voter.official)
        }
        let receipt = try await closeVote(on: proposal)
        try expect(
            receipt["stage"]?.stringValue == "no-quorum",
            "a vote without quorum",
            receipt.prettyText()
        )
        say("no quorum    `\(proposal)`: two of five seats voted, three are needed; no act")
    }

    private func submit(_ name: String) async throws -> String {
        let path = "\(places.proposals)/\(name).json"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CompositionError("`\(path)` cannot be read")
        }
        let text = try JSON(parsing: Array(data))
        try await state(.proposalSubmitted, text.objectValue ?? [:], as: Self.proposer)
        let title = text["title"]?.stringValue ?? ""
        say("proposed     `\(name)` to `\(text["body"]?.stringValue ?? "")`: \(title)")
        return name
    }

    /// Opens the consultation, takes a comment, answers it, and lets the time run out.
    private func consult(on proposal: String) async throws {
        try await state(.consultationOpened, ["proposal": .string(proposal)], as: Self.proposer)
        try await state(
            .commentRecorded,
            [
                "proposal": .string(proposal), "comment": "c1",
                "text": "How long does the ministry keep the records?",
            ],
            as: Self.voters[2].official
        )
        try await state(
            .commentAnswered,
            [
                "proposal": .string(proposal), "comment": "c1",
                "answer": "As long as the agreement says, and no longer.",
            ],
            as: Self.proposer
        )
        try clock.set(to: clock.now() + .days(8))
        say("consulted    a week passes (the demo sets its clock); one comment, answered")
    }

    private func refuseStranger(on proposal: String) async throws {
        do {
            try await vote(on: proposal, "health", Self.proposer)
        } catch let error as CompositionError where error.reason.hasPrefix("no_seat") {
            say("refused      a vote by someone who holds no seat: \(error.reason)")
            return
        }
        throw TourError(expected: "a refusal of a vote without a seat", got: "none")
    }

    private func vote(on proposal: String, _ seat: String, _ official: String) async throws {
        try await state(
            .voteCast,
            [
                "proposal": .string(proposal), "seat": .string(seat), "round": 1,
                "choice": "approve",
            ],
            as: official
        )
    }

    private func closeVote(on proposal: String) async throws -> JSON {
        try clock.set(to: clock.now() + .days(8))
        return try await state(
            .votingClosed,
            ["proposal": .string(proposal)],
            as: Self.proposer
        )
    }

    /// Signs and sends a statement, bound to the text that the register shows.
    @discardableResult
    private func state(
        _ kind: Command.Kind,
        _ body: JSONObject,
        as official: String
    ) async throws -> JSON {
        var body = body
        if kind.bindsToText, let proposal = body["proposal"]?.stringValue {
            body["digest"] = .string(try await register.digest(of: proposal))
        }
        guard let id = OfficialID(official) else {
            throw CompositionError("`\(official)` is not an identifier")
        }
        let key = try SigningKey.load(from: places.data.officialKeyPath(id))
        let signed = try await register.sign(kind, .object(body), as: official, with: key)
        return try await register.submit(signed)
    }
}
