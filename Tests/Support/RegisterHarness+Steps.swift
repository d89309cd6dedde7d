public import Governance

/// The steps in the life of a proposal, each by the official who takes it.
extension RegisterHarness {
    /// Submits a proposal.
    public mutating func propose(
        _ official: OfficialID,
        _ text: ProposalText
    ) throws(Refusal) {
        try send(official, .proposalSubmitted(text))
    }

    /// Changes the text of a proposal.
    public mutating func amend(_ official: OfficialID, _ text: ProposalText) throws(Refusal) {
        try send(official, .proposalAmended(text))
    }

    /// Withdraws a proposal.
    public mutating func withdraw(
        _ official: OfficialID,
        _ proposal: ProposalID,
        reason: String = "no longer needed"
    ) throws(Refusal) {
        try send(official, .proposalWithdrawn(Withdrawal(proposal: proposal, reason: reason)))
    }

    /// Seconds a proposal, from the seat the official holds unless one is named.
    public mutating func second(
        _ official: OfficialID,
        _ proposal: ProposalID,
        seat: SeatID? = nil
    ) throws(Refusal) {
        let action = SeatAction(
            proposal: proposal,
            digest: digest(of: proposal),
            seat: seat ?? heldSeat(by: official, for: proposal)
        )
        try send(official, .proposalSeconded(action))
    }

    /// Opens the consultation.
    public mutating func openConsultation(
        _ official: OfficialID,
        _ proposal: ProposalID
    ) throws(Refusal) {
        try send(official, .consultationOpened(action(on: proposal)))
    }

    /// Records a comment.
    public mutating func comment(
        _ official: OfficialID,
        on proposal: ProposalID,
        _ comment: Identifier<Comment>,
        _ text: String = "a comment"
    ) throws(Refusal) {
        let digest = digest(of: proposal)
        try send(
            official,
            .commentRecorded(
                Comment(proposal: proposal, digest: digest, comment: comment, text: text)
            )
        )
    }

    /// Answers a comment.
    public mutating func answer(
        _ official: OfficialID,
        on proposal: ProposalID,
        _ comment: Identifier<Comment>,
        _ text: String = "an answer"
    ) throws(Refusal) {
        try send(
            official,
            .commentAnswered(CommentAnswer(proposal: proposal, comment: comment, answer: text))
        )
    }

    /// Opens the next round of voting.
    public mutating func openVoting(
        _ official: OfficialID,
        _ proposal: ProposalID
    ) throws(Refusal) {
        try send(official, .votingOpened(action(on: proposal)))
    }

    /// Votes in the open round, from the seat the official holds unless one is named.
    public mutating func vote(
        _ official: OfficialID,
        _ choice: Vote.Choice,
        on proposal: ProposalID,
        seat: SeatID? = nil,
        round: Int? = nil
    ) throws(Refusal) {
        let vote = Vote(
            proposal: proposal,
            digest: digest(of: proposal),
            seat: seat ?? heldSeat(by: official, for: proposal),
            round: round ?? register.proposals[proposal]?.currentBallot?.round ?? 1,
            choice: choice
        )
        try send(official, .voteCast(vote))
    }

    /// Steps aside, from the seat the official holds unless one is named.
    public mutating func recuse(
        _ official: OfficialID,
        from proposal: ProposalID,
        seat: SeatID? = nil,
        reason: String = "an interest in the matter"
    ) throws(Refusal) {
        let seat = seat ?? heldSeat(by: official, for: proposal)
        try send(
            official,
            .recusalDeclared(Recusal(proposal: proposal, seat: seat, reason: reason))
        )
    }

    /// Closes the open round.
    ///
    /// - Returns: where the proposal then stands.
    @discardableResult
    public mutating func close(
        _ official: OfficialID,
        _ proposal: ProposalID
    ) throws(Refusal) -> Proposal.Stage? {
        try send(official, .votingClosed(action(on: proposal)))
        return stage(of: proposal)
    }

    /// Moves the clock to the moment at which the open round closes.
    public mutating func advanceToClosing(of proposal: ProposalID) {
        guard let ballot = register.proposals[proposal]?.currentBallot else { return }
        clock = max(clock, ballot.closes)
    }

    /// Where a proposal stands; `nil` when there is none of that name.
    public func stage(of proposal: ProposalID) -> Proposal.Stage? {
        register.proposals[proposal]?.stage
    }

    /// The act that a proposal became.
    public func act(of proposal: ProposalID) -> Act? {
        register.proposals[proposal]?.act.flatMap { register.act($0) }
    }

    /// The digest of a proposal's text; that of nothing when there is no such proposal.
    public func digest(of proposal: ProposalID) -> Digest {
        register.proposals[proposal]?.digest ?? Digest(of: [])
    }

    private func action(on proposal: ProposalID) -> ProposalAction {
        ProposalAction(proposal: proposal, digest: digest(of: proposal))
    }

    /// The seat whose office the official holds; one named like the official when there is none, so
    /// that the register refuses the step.
    private func heldSeat(by official: OfficialID, for proposal: ProposalID) -> SeatID {
        let view = RegisterView(register, at: clock)
        let body = (register.proposals[proposal]?.text.body).flatMap {
            view.inForce($0.text, in: \.bodies)
        }
        let seats = body.map(view.seats(of:)) ?? []
        return seats.first { $0.official?.id == official }?.seat.id
            ?? SeatID(stringLiteral: official.text)
    }
}
