extension Register {
    func proposal(_ id: ProposalID) throws(Refusal) -> Proposal {
        guard let proposal = proposals[id] else {
            throw Refusal(.unknownProposal, "there is no proposal `\(id)`")
        }
        return proposal
    }

    func check(_ proposal: Proposal, isIn stages: Set<Proposal.Stage>) throws(Refusal) {
        guard stages.contains(proposal.stage) else {
            throw Refusal(
                .wrongStage,
                "proposal `\(proposal.text.proposal)` is at `\(proposal.stage.rawValue)`"
            )
        }
    }

    func check(_ digest: Digest, isTextOf proposal: Proposal) throws(Refusal) {
        guard digest == proposal.digest else {
            throw Refusal(
                .textChanged,
                "the text of `\(proposal.text.proposal)` is not the one that was signed for",
                help: "read it again; its digest is \(proposal.digest)"
            )
        }
    }

    /// The seats of a body whose office an official holds at `time`.
    func seatsHeld(
        by official: OfficialID,
        in body: BodyID,
        at time: Instant
    ) throws(Refusal) -> [SeatID] {
        guard let body = inForce(body.text, in: \.bodies, at: time) else {
            throw Refusal(.unknownBody, "there is no body `\(body)` at \(time)")
        }
        guard let office = inForce(official.text, in: \.officials, at: time)?.office else {
            return []
        }
        return body.seats.filter { $0.office == office && $0.period.contains(time) }.map(\.id)
    }

    /// Refuses anyone but the proposer and the holders of the body's seats.
    func checkParticipates(
        _ actor: OfficialID,
        in proposal: Proposal,
        at time: Instant
    ) throws(Refusal) {
        guard actor != proposal.proposer else { return }
        guard !(try seatsHeld(by: actor, in: proposal.text.body, at: time)).isEmpty else {
            throw Refusal(
                .notParticipant,
                "`\(actor)` neither proposed it nor holds a seat of `\(proposal.text.body)`"
            )
        }
    }
}

extension ProposalText {
    /// The digest of the text's canonical JSON, to which votes are bound.
    ///
    /// - Throws: a ``Refusal`` with code `malformed` when the text has no canonical form.
    public func digest() throws(Refusal) -> Digest {
        Digest(of: try canonicalBytes())
    }
}

extension ProposalText: CanonicalForm {
    /// As large as a statement may be.
    public static var maximumBytes: Int { KernelLimits.statementBytes }
}
