internal import Governance

extension PageScope {
    /// All proposals by how far they have come, the open ones first, the latest first.
    func decisionsPage() -> Page {
        let stages: [Proposal.Stage] = [
            .voting, .consultation, .submitted, .betweenRounds, .adopted, .rejected, .noQuorum,
            .withdrawn,
        ]
        let byStage = Dictionary(grouping: register.proposals.values, by: \.stage)
        let groups = stages.compactMap { stage -> Fields? in
            guard let proposals = byStage[stage] else { return nil }
            let sorted = proposals.sorted {
                ($1.submitted, $0.text.proposal) < ($0.submitted, $1.text.proposal)
            }
            return [
                "stageName": words("stage_\(stage.rawValue)"),
                "stageClass": stage.rawValue,
                "rows": sorted.map { row(of: $0) },
            ]
        }
        return Page(
            template: "decisions",
            title: words("nav_decisions"),
            path: "/decisions",
            fields: ["groups": groups, "hasGroups": !groups.isEmpty]
        )
    }

    private func row(of proposal: Proposal) -> Fields {
        let tally = proposal.currentBallot.map { Tally(of: $0) }
        return [
            "rowTitle": proposal.text.title,
            "rowID": proposal.text.proposal.text,
            "rowHref": "/decisions/\(proposal.text.proposal)" + query,
            "rowBody": name(of: proposal.text.body),
            "rowBodyHref": "/bodies/\(proposal.text.body)" + query,
            "rowSubmitted": date(proposal.submitted),
            "rowCount": tally.map { short($0) } ?? words("count_none"),
        ]
    }

    private func short(_ tally: Tally) -> String {
        words(
            "count_short",
            [
                "a": String(tally.approve), "r": String(tally.reject),
                "b": String(tally.abstain),
            ]
        )
    }
}
