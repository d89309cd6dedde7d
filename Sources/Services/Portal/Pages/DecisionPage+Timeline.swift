internal import Governance

extension PageScope {
    /// The dates of a proposal, in order of time.
    func timeline(of proposal: Proposal) -> [Fields] {
        var events: [(time: Instant, words: String)] = [
            (proposal.submitted, words("t_submitted"))
        ]
        if let notice = proposal.procedure.notice {
            events.append((proposal.submitted + notice, words("t_notice")))
        }
        if let opened = proposal.consultationOpened {
            events.append((opened, words("t_consultation")))
            if let length = proposal.procedure.consultation {
                events.append((opened + length, words("t_consultation_end")))
            }
        }
        for ballot in proposal.rounds {
            events.append((ballot.opened, words("t_opened", ballot.round)))
            events.append((ballot.closes, words("t_closes", ballot.round)))
            if let closed = ballot.closed {
                events.append((closed, words("t_closed", ballot.round)))
            }
        }
        if let act = proposal.act.flatMap({ register.act($0) }) {
            events.append((act.effective, words("t_effective")))
        }
        // Two events of one moment keep the order above.
        let sorted = events.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }
        return sorted.map { _, event in
            [
                "eventDate": date(event.time), "eventWords": event.words,
                "isAhead": event.time > view.instant,
            ]
        }
    }
}
