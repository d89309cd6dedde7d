extension Register {
    /// Closes the open vote: counts it and, where it carries, makes the act.
    func decideClosing(
        _ action: ProposalAction,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(action.proposal)
        guard proposal.stage == .voting, var ballot = proposal.currentBallot else {
            throw Refusal(
                .votingNotOpen,
                "no vote on `\(action.proposal)` is open; it is at `\(proposal.stage.rawValue)`"
            )
        }
        try check(action.digest, isTextOf: proposal)
        try checkParticipates(statement.actor, in: proposal, at: time)
        guard time >= ballot.closes || (proposal.procedure.closesEarly && ballot.isComplete) else {
            throw Refusal(
                .votingStillOpen,
                "the vote is open until \(ballot.closes)",
                help: proposal.procedure.closesEarly
                    ? "it may close before that once every seat has voted" : nil
            )
        }
        let tally = Tally(of: ballot)
        ballot.closed = time
        ballot.tally = tally
        proposal.rounds[proposal.rounds.count - 1] = ballot
        let round = proposal.procedure.rounds[ballot.round - 1]
        guard tally.meetsQuorum(proposal.procedure.quorum) else {
            proposal.stage = .noQuorum
            return [.proposal(proposal)]
        }
        guard tally.meets(round.threshold), consents(ballot, to: proposal) else {
            let hasNext = proposal.rounds.count < proposal.procedure.rounds.count
            let mayFollow = round.nextRoundIf.map { tally.meets($0) } ?? false
            proposal.stage = hasNext && mayFollow ? .betweenRounds : .rejected
            return [.proposal(proposal)]
        }
        let act = try act(adopting: proposal, tally, at: time)
        proposal.stage = .adopted
        proposal.act = act.id
        return [.proposal(proposal), .adopted(act)]
    }

    private func consents(_ ballot: Ballot, to proposal: Proposal) -> Bool {
        proposal.text.consentOf.allSatisfy { seat in
            ballot.votes.contains { $0.seat == seat && $0.choice == .approve }
        }
    }

    private func act(
        adopting proposal: Proposal,
        _ tally: Tally,
        at time: Instant
    ) throws(Refusal) -> Act {
        let text = proposal.text
        let earliest = time + (proposal.procedure.standstill ?? .zero)
        let effective = max(text.effective ?? earliest, earliest)
        let act = Act(
            id: try nextActID(of: text.body, at: time),
            proposal: text.proposal,
            digest: proposal.digest,
            body: text.body,
            title: text.title,
            rank: text.rank,
            adopted: time,
            effective: effective,
            mandates: try mandates(of: text, at: time),
            effects: text.effects,
            tally: tally,
            position: position
        )
        try checkConsistency(of: act)
        return act
    }

    private func nextActID(of body: BodyID, at time: Instant) throws(Refusal) -> ActID {
        let year = time.year
        let number = 1 + actCount(of: body, in: year)
        guard let id = ActID("\(body)-\(year)-\(number)") else {
            throw Refusal(.invalidItem, "the name of body `\(body)` is too long to number its acts")
        }
        return id
    }
}

extension Ballot {
    /// Whether every seat that may still vote has voted.
    var isComplete: Bool { votes.count + recusals.count == electorate.count }
}
