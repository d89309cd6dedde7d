internal import Governance

extension PageScope {
    /// One round: the votes by seat, the count as a bar, and whether quorum and threshold were met.
    func round(_ ballot: Ballot, of proposal: Proposal) -> Fields {
        let tally = ballot.tally ?? Tally(of: ballot)
        let rounds = proposal.procedure.rounds
        let threshold =
            rounds.indices.contains(ballot.round - 1) ? rounds[ballot.round - 1].threshold : nil
        return [
            "roundWords": words("round", ballot.round),
            "votesCaption": words("votes_caption", ballot.round),
            "votes": ballot.electorate.map { vote(of: $0, in: ballot) },
            "bar": TallyBar(
                tally,
                quorum: proposal.procedure.quorum,
                threshold: threshold,
                title: words("tally_title", ballot.round),
                words: words
            ).fields,
            "quorumWords": quorumWords(proposal.procedure.quorum, tally),
            "quorumMark": mark(tally.meetsQuorum(proposal.procedure.quorum), ballot),
            "thresholdWords": threshold.map { thresholdWords($0, tally) } ?? false,
            "thresholdMark": mark(threshold.map { tally.meets($0) } ?? true, ballot),
            "consentWords": consentWords(proposal) ?? false,
        ]
    }

    private func vote(of elector: Ballot.Elector, in ballot: Ballot) -> Fields {
        let vote = ballot.votes.first { $0.seat == elector.seat }
        let recusal = ballot.recusals.first { $0.seat == elector.seat }
        let choice = vote?.choice.rawValue ?? (recusal == nil ? "none" : "recused")
        return [
            "seat": elector.seat.text,
            "voter": name(of: elector.official),
            "voterInstitution": name(of: elector.institution),
            "choiceName": words("v_\(choice)"),
            "choiceClass": choice,
            "choiceReason": recusal?.reason ?? false,
            "voteEntryHref": vote.map { entryHref($0.position) } ?? false,
            "voteEntry": vote.map { String($0.position) } ?? words("no_entry"),
        ]
    }

    private func quorumWords(_ quorum: Share?, _ tally: Tally) -> String {
        guard let quorum else { return words("quorum_none") }
        return words(
            "quorum_words",
            [
                "share": share(quorum), "p": String(tally.present),
                "n": String(quorum.smallestCount(of: tally.total(of: quorum.base))),
            ]
        )
    }

    private func thresholdWords(_ threshold: Share, _ tally: Tally) -> String {
        words(
            "threshold_words",
            [
                "share": share(threshold), "p": String(tally.approve),
                "n": String(threshold.smallestCount(of: tally.total(of: threshold.base))),
            ]
        )
    }

    private func mark(_ isMet: Bool, _ ballot: Ballot) -> Fields {
        ["markWords": words(isMet ? "met" : "not_met"), "markClass": isMet ? "ok" : "gap"]
    }

    private func consentWords(_ proposal: Proposal) -> String? {
        guard proposal.procedure.needsConsent, !proposal.text.consentOf.isEmpty else { return nil }
        let seats = proposal.text.consentOf.map(\.text).joined(separator: ", ")
        return words("consent_words", ["seats": seats])
    }
}
