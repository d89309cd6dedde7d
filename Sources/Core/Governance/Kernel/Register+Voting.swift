extension Register {
    /// Opens the next round: what must come before it has come, and the electorate is frozen.
    func decideOpening(
        _ action: ProposalAction,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(action.proposal)
        try check(proposal, isIn: [.submitted, .consultation, .betweenRounds])
        try check(action.digest, isTextOf: proposal)
        try checkParticipates(statement.actor, in: proposal, at: time)
        guard proposal.procedure.rounds.indices.contains(proposal.rounds.count) else {
            throw Refusal(.wrongStage, "the procedure has no further round")
        }
        let round = proposal.procedure.rounds[proposal.rounds.count]
        if proposal.rounds.isEmpty { try checkPreparation(of: proposal, at: time) }
        try checkDiscussion(before: round, of: proposal, at: time)
        guard let body = inForce(proposal.text.body.text, in: \.bodies, at: time) else {
            throw Refusal(.unknownBody, "there is no body `\(proposal.text.body)` at \(time)")
        }
        let electorate = electorate(of: body, at: time)
        guard !electorate.isEmpty else {
            throw Refusal(.noFilledSeat, "every seat of `\(body.id)` is vacant")
        }
        proposal.stage = .voting
        proposal.rounds.append(
            Ballot(
                round: proposal.rounds.count + 1,
                opened: time,
                closes: time + round.window,
                closed: nil,
                electorate: electorate,
                seats: body.seats.count,
                votes: [],
                recusals: [],
                tally: nil
            )
        )
        return [.proposal(proposal)]
    }

    func decideVote(
        _ vote: Vote,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(vote.proposal)
        let ballot = try openBallot(of: proposal, at: time)
        try check(vote.digest, isTextOf: proposal)
        guard vote.round == ballot.round else {
            throw Refusal(.wrongRound, "round \(ballot.round) is open, not round \(vote.round)")
        }
        try checkElector(statement.actor, of: vote.seat, ballot, proposal, at: time)
        guard !ballot.recusals.contains(where: { $0.seat == vote.seat }) else {
            throw Refusal(.recused, "seat `\(vote.seat)` has stepped aside")
        }
        guard !ballot.votes.contains(where: { $0.seat == vote.seat }) else {
            throw Refusal(.alreadyVoted, "seat `\(vote.seat)` has voted already")
        }
        proposal.rounds[proposal.rounds.count - 1].votes.append(
            Ballot.CountedVote(seat: vote.seat, choice: vote.choice, position: position)
        )
        return [.proposal(proposal)]
    }

    func decideRecusal(
        _ recusal: Recusal,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(recusal.proposal)
        let ballot = try openBallot(of: proposal, at: time)
        try checkElector(statement.actor, of: recusal.seat, ballot, proposal, at: time)
        try checkLength(of: recusal.reason)
        guard !ballot.votes.contains(where: { $0.seat == recusal.seat }) else {
            throw Refusal(.alreadyVoted, "seat `\(recusal.seat)` has voted already")
        }
        guard !ballot.recusals.contains(where: { $0.seat == recusal.seat }) else {
            throw Refusal(.recused, "seat `\(recusal.seat)` has stepped aside already")
        }
        proposal.rounds[proposal.rounds.count - 1].recusals.append(recusal)
        return [.proposal(proposal)]
    }

    private func openBallot(of proposal: Proposal, at time: Instant) throws(Refusal) -> Ballot {
        guard proposal.stage == .voting, let ballot = proposal.currentBallot else {
            throw Refusal(
                proposal.stage.isFinal ? .votingClosed : .votingNotOpen,
                "no vote on `\(proposal.text.proposal)` is open; "
                    + "it is at `\(proposal.stage.rawValue)`"
            )
        }
        guard time < ballot.closes else {
            throw Refusal(.votingClosed, "the vote closed at \(ballot.closes)")
        }
        return ballot
    }

    private func checkElector(
        _ actor: OfficialID,
        of seat: SeatID,
        _ ballot: Ballot,
        _ proposal: Proposal,
        at time: Instant
    ) throws(Refusal) {
        guard let elector = ballot.electorate.first(where: { $0.seat == seat }) else {
            throw Refusal(
                .noSeat,
                "seat `\(seat)` was not in the electorate when the vote opened"
            )
        }
        guard elector.official == actor else {
            throw Refusal(.noSeat, "`\(actor)` does not hold seat `\(seat)`")
        }
        guard try seatsHeld(by: actor, in: proposal.text.body, at: time).contains(seat) else {
            throw Refusal(.noSeat, "`\(actor)` no longer holds seat `\(seat)`")
        }
    }

    /// The filled seats of a body with their holders, in the order of the body.
    private func electorate(of body: Body, at time: Instant) -> [Ballot.Elector] {
        let view = RegisterView(self, at: time)
        return view.seats(of: body).compactMap { seat, official in
            guard let official, let office = inForce(official.office.text, in: \.offices, at: time)
            else { return nil }
            return Ballot.Elector(
                seat: seat.id,
                official: official.id,
                institution: office.institution
            )
        }
    }

    private func checkPreparation(of proposal: Proposal, at time: Instant) throws(Refusal) {
        let procedure = proposal.procedure
        if let notice = procedure.notice, time < proposal.submitted + notice {
            throw Refusal(
                .noticeTooShort,
                "the notice of \(notice) runs until \(proposal.submitted + notice)"
            )
        }
        if let consultation = procedure.consultation, consultation > .zero {
            guard let opened = proposal.consultationOpened else {
                throw Refusal(
                    .consultationTooShort,
                    "procedure `\(procedure.id)` asks for a consultation",
                    help: "open it; it lasts \(consultation)"
                )
            }
            guard time >= opened + consultation else {
                throw Refusal(
                    .consultationTooShort,
                    "the consultation of \(consultation) runs until \(opened + consultation)"
                )
            }
        }
        if procedure.answersComments,
            let open = proposal.comments.first(where: { $0.answer == nil })
        {
            throw Refusal(.commentsUnanswered, "comment `\(open.id)` has no answer")
        }
        if let seconds = procedure.seconds, proposal.seconds.count < seconds {
            throw Refusal(
                .notSeconded,
                "\(proposal.seconds.count) of \(seconds) seats have seconded the proposal"
            )
        }
        if let interval = procedure.interval,
            let last = acts.last(where: { act in
                act.body == proposal.text.body
                    && proposals[act.proposal]?.text.class == proposal.text.class
            }), time < last.adopted + interval
        {
            throw Refusal(
                .intervalTooShort,
                "the last act of this class is of \(last.adopted), and \(interval) must pass"
            )
        }
    }

    private func checkDiscussion(
        before round: Round,
        of proposal: Proposal,
        at time: Instant
    ) throws(Refusal) {
        let start = proposal.currentBallot?.closed ?? proposal.submitted
        if let after = round.after, time < start + after {
            throw Refusal(
                .discussionTooShort,
                "the discussion of \(after) runs until \(start + after)"
            )
        }
    }
}
