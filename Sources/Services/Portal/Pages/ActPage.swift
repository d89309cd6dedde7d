internal import Governance

extension PageScope {
    /// One act: number, dates, effects, the vote behind it and its authority.
    ///
    /// - Throws: ``PortalError/notFound``.
    func actPage(_ id: String) throws -> Page {
        guard let act = ActID(id).flatMap({ register.act($0) }) else {
            throw PortalError.notFound
        }
        let proposal = register.proposals[act.proposal]
        let ballot = proposal?.currentBallot
        return Page(
            template: "act",
            title: act.title,
            path: "/acts/\(act.id)",
            fields: row(of: act).merging([
                "rankName": words("rank_\(act.rank.rawValue)"),
                "proposalHref": "/decisions/\(act.proposal)" + query,
                "proposalID": act.proposal.text,
                "digest": act.digest.text,
                "position": String(act.position),
                "positionHref": entryHref(act.position),
                "proofHref": "/log/proof/inclusion?index=\(act.position)&format=tlog-proof",
                "effects": effects(act.effects),
                "hasEffects": !act.effects.isEmpty,
                "mandateList": act.mandates.map { id -> Fields in
                    let mandate = lastText(id.text, \.mandates)
                    return [
                        "mandateID": id.text,
                        "mandateHref": mandate.map { "/who/\($0.subject)" + query } ?? false,
                        "mandateSource": mandate?.legalSource ?? words("no_source"),
                    ]
                },
                "round": zipped(proposal, ballot).map { round($1, of: $0) } ?? false,
                "chain": chain(view.citation(of: act.id)),
            ]) { _, new in new }
        )
    }

    private func zipped(_ proposal: Proposal?, _ ballot: Ballot?) -> (Proposal, Ballot)? {
        guard let proposal, let ballot else { return nil }
        return (proposal, ballot)
    }
}
