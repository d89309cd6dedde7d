extension Register {
    func decideSubmission(
        _ text: ProposalText,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        guard proposals[text.proposal] == nil else {
            throw Refusal(
                .duplicateProposal,
                "there is a proposal `\(text.proposal)` already",
                help: "choose another identifier"
            )
        }
        let (body, procedure) = try bodyAndProcedure(of: text, at: time)
        try checkMayPropose(to: body, by: procedure, statement, at: time)
        try checkText(text, of: body, by: procedure)
        let proposal = Proposal(
            text: text,
            digest: try digest(of: text),
            proposer: statement.actor,
            submitted: time,
            procedure: procedure,
            stage: .submitted,
            seconds: [],
            consultationOpened: nil,
            comments: [],
            rounds: [],
            act: nil
        )
        return [.proposal(proposal)]
    }

    /// Why the body could not adopt the text if it voted now; `nil` when it could.
    ///
    /// It is told to the proposer early. It refuses nothing, since what an act needs may come before
    /// the vote closes, or go.
    public func foreseenRefusal(of text: ProposalText, at time: Instant) -> Refusal? {
        let nothing = Tally(
            of: Ballot(
                round: 1,
                opened: time,
                closes: time,
                closed: nil,
                electorate: [],
                seats: 0,
                votes: [],
                recusals: [],
                tally: nil
            )
        )
        do {
            guard let id = ActID("foreseen") else { return nil }
            try checkConsistency(
                of: Act(
                    id: id,
                    proposal: text.proposal,
                    digest: try text.digest(),
                    body: text.body,
                    title: text.title,
                    rank: text.rank,
                    adopted: time,
                    effective: max(text.effective ?? time, time),
                    mandates: try mandates(of: text, at: time),
                    effects: text.effects,
                    tally: nothing,
                    position: position
                )
            )
            return nil
        } catch {
            return error
        }
    }

    /// Changes the text: notice, consultation, seconding and votes begin anew.
    func decideAmendment(
        _ text: ProposalText,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        let old = try proposal(text.proposal)
        try check(old, isIn: [.submitted, .consultation, .voting, .betweenRounds])
        guard statement.actor == old.proposer else {
            throw Refusal(.notParticipant, "only `\(old.proposer)`, who proposed it, may amend it")
        }
        guard text.body == old.text.body, text.class == old.text.class else {
            throw Refusal(
                .wrongStage,
                "an amendment keeps the body and the class",
                help: "withdraw the proposal and submit another one"
            )
        }
        let (body, _) = try bodyAndProcedure(of: text, at: time)
        try checkText(text, of: body, by: old.procedure)
        let proposal = Proposal(
            text: text,
            digest: try digest(of: text),
            proposer: old.proposer,
            submitted: time,
            procedure: old.procedure,
            stage: .submitted,
            seconds: [],
            consultationOpened: nil,
            comments: [],
            rounds: [],
            act: nil
        )
        return [.proposal(proposal)]
    }

    func decideWithdrawal(
        _ withdrawal: Withdrawal,
        _ statement: Statement
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(withdrawal.proposal)
        guard !proposal.stage.isFinal else {
            throw Refusal(.wrongStage, "proposal `\(withdrawal.proposal)` is closed")
        }
        guard statement.actor == proposal.proposer else {
            throw Refusal(
                .notParticipant,
                "only `\(proposal.proposer)`, who proposed it, may withdraw it"
            )
        }
        try checkLength(of: withdrawal.reason)
        proposal.stage = .withdrawn
        return [.proposal(proposal)]
    }

    func decideSeconding(
        _ action: SeatAction,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(action.proposal)
        try check(proposal, isIn: [.submitted, .consultation])
        try check(action.digest, isTextOf: proposal)
        let seats = try seatsHeld(by: statement.actor, in: proposal.text.body, at: time)
        guard seats.contains(action.seat), statement.actor != proposal.proposer else {
            throw Refusal(
                .noSeat,
                "`\(statement.actor)` cannot second it from seat `\(action.seat)`",
                help: "the holder of a seat other than the proposer's may"
            )
        }
        guard !proposal.seconds.contains(action.seat) else {
            throw Refusal(.alreadyVoted, "seat `\(action.seat)` has seconded it already")
        }
        proposal.seconds.append(action.seat)
        return [.proposal(proposal)]
    }

    private func bodyAndProcedure(
        of text: ProposalText,
        at time: Instant
    ) throws(Refusal) -> (Body, Procedure) {
        guard let body = inForce(text.body.text, in: \.bodies, at: time) else {
            throw Refusal(.unknownBody, "there is no body `\(text.body)` at \(time)")
        }
        guard let id = body.procedures[text.class.text],
            let procedure = inForce(id.text, in: \.procedures, at: time)
        else {
            let known = body.procedures.keys.sorted().joined(separator: ", ")
            throw Refusal(
                .unknownClass,
                "body `\(body.id)` has no procedure for class `\(text.class)`",
                help: "it has procedures for: \(known)"
            )
        }
        return (body, procedure)
    }

    private func checkMayPropose(
        to body: Body,
        by procedure: Procedure,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) {
        guard procedure.proposers != .officials else { return }
        guard !(try seatsHeld(by: statement.actor, in: body.id, at: time)).isEmpty else {
            throw Refusal(
                .mayNotPropose,
                "`\(statement.actor)` holds no seat of `\(body.id)`",
                help: "procedure `\(procedure.id)` takes proposals from its seats only"
            )
        }
    }

    private func checkText(
        _ text: ProposalText,
        of body: Body,
        by procedure: Procedure
    ) throws(Refusal) {
        guard text.title.utf8.count <= KernelLimits.titleBytes, TextRule.isTitle(text.title)
        else {
            throw Refusal(.tooLarge, "a title is one line of 1 to \(KernelLimits.titleBytes) bytes")
        }
        try checkLength(of: text.reasons ?? "")
        guard text.effects.count <= KernelLimits.effects else {
            throw Refusal(.tooMany, "a proposal has \(KernelLimits.effects) effects at the most")
        }
        guard text.rank < .charter else {
            throw Refusal(.rankTooHigh, "an act cannot have the rank of the charter")
        }
        if let stranger = text.consentOf.first(where: { seat in
            !body.seats.contains { $0.id == seat }
        }) {
            throw Refusal(.noSeat, "body `\(body.id)` has no seat `\(stranger)`")
        }
        guard procedure.needsConsent != text.consentOf.isEmpty else {
            throw Refusal(
                .malformed,
                procedure.needsConsent
                    ? "procedure `\(procedure.id)` needs the seats in `consent_of`"
                    : "procedure `\(procedure.id)` knows no `consent_of`"
            )
        }
        var touched: Set<ItemReference> = []
        for effect in text.effects where !touched.insert(effect.reference).inserted {
            throw Refusal(.contradiction, "the proposal touches \(effect.reference) twice")
        }
    }

    /// The digest of a proposal's text, by its canonical JSON.
    func digest(of text: ProposalText) throws(Refusal) -> Digest { try text.digest() }

    func checkLength(of text: String) throws(Refusal) {
        guard text.utf8.count <= KernelLimits.textBytes else {
            throw Refusal(.tooLarge, "a text has \(KernelLimits.textBytes) bytes at the most")
        }
    }
}
