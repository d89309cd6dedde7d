extension Register {
    func decideConsultation(
        _ action: ProposalAction,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(action.proposal)
        try check(proposal, isIn: [.submitted])
        try check(action.digest, isTextOf: proposal)
        try checkParticipates(statement.actor, in: proposal, at: time)
        proposal.stage = .consultation
        proposal.consultationOpened = time
        return [.proposal(proposal)]
    }

    func decideComment(_ comment: Comment, at time: Instant) throws(Refusal) -> [Event] {
        var proposal = try proposal(comment.proposal)
        guard proposal.stage == .consultation else {
            throw Refusal(
                .consultationClosed,
                "the consultation on `\(comment.proposal)` is not open"
            )
        }
        try check(comment.digest, isTextOf: proposal)
        try checkLength(of: comment.text)
        guard !proposal.comments.contains(where: { $0.id == comment.comment }) else {
            throw Refusal(.duplicateComment, "there is a comment `\(comment.comment)` already")
        }
        guard proposal.comments.count < KernelLimits.comments else {
            throw Refusal(
                .tooMany,
                "a proposal takes \(KernelLimits.comments) comments at the most"
            )
        }
        try checkCommentBytes(of: proposal, with: comment.text)
        proposal.comments.append(
            RecordedComment(id: comment.comment, text: comment.text, answer: nil)
        )
        return [.proposal(proposal)]
    }

    func decideAnswer(
        _ answer: CommentAnswer,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        var proposal = try proposal(answer.proposal)
        try check(proposal, isIn: [.consultation])
        try checkParticipates(statement.actor, in: proposal, at: time)
        try checkLength(of: answer.answer)
        guard let index = proposal.comments.firstIndex(where: { $0.id == answer.comment }) else {
            throw Refusal(.unknownComment, "there is no comment `\(answer.comment)`")
        }
        guard proposal.comments[index].answer == nil else {
            throw Refusal(.duplicateComment, "comment `\(answer.comment)` is answered already")
        }
        try checkCommentBytes(of: proposal, with: answer.answer)
        proposal.comments[index].answer = answer.answer
        return [.proposal(proposal)]
    }

    private func checkCommentBytes(
        of proposal: Proposal,
        with text: String
    ) throws(Refusal) {
        let bytes = proposal.comments.reduce(text.utf8.count) { sum, comment in
            sum + comment.text.utf8.count + (comment.answer?.utf8.count ?? 0)
        }
        guard bytes <= KernelLimits.commentBytes else {
            throw Refusal(
                .tooMany,
                "the comments on a proposal hold \(KernelLimits.commentBytes) bytes at the most",
                help: "record a summary, with the digest of a document that is published elsewhere"
            )
        }
    }
}
