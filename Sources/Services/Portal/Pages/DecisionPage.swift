internal import Governance

extension PageScope {
    /// One proposal: its text, its course, its votes, and what came of it.
    ///
    /// - Throws: ``PortalError/notFound``.
    func decisionPage(_ id: String) throws -> Page {
        guard let proposal = ProposalID(id).flatMap({ register.proposals[$0] }) else {
            throw PortalError.notFound
        }
        let text = proposal.text
        let stage = proposal.stage.rawValue
        return Page(
            template: "decision",
            title: text.title,
            path: "/decisions/\(text.proposal)",
            fields: [
                "proposalID": text.proposal.text,
                "stageName": words("stage_\(stage)"),
                "stageClass": stage,
                "bodyName": name(of: text.body),
                "bodyHref": "/bodies/\(text.body)" + query,
                "className": text.class.text,
                "rankName": words("rank_\(text.rank.rawValue)"),
                "proposerName": name(of: proposal.proposer),
                "procedureName": self.text(proposal.procedure.name),
                "digest": proposal.digest.text,
                "reasons": text.reasons ?? false,
                "effects": effects(text.effects),
                "hasEffects": !text.effects.isEmpty,
                "events": timeline(of: proposal),
                "comments": proposal.comments.map { comment -> Fields in
                    [
                        "commentID": comment.id.text, "commentText": comment.text,
                        "answerText": comment.answer ?? false,
                    ]
                },
                "hasComments": !proposal.comments.isEmpty,
                "rounds": proposal.rounds.map { round($0, of: proposal) },
                "hasRounds": !proposal.rounds.isEmpty,
                "outcomeWords": words("o_\(stage)"),
                "theAct": proposal.act.flatMap { register.act($0) }.map { row(of: $0) } ?? false,
            ]
        )
    }

    /// The changes of a text, in words, with what they add.
    func effects(_ effects: [Effect]) -> [Fields] {
        effects.map { effect in
            var fields: Fields = [
                "effectWords": sentence(effect), "effectName": false, "effectHref": false,
                "effectCedar": false,
            ]
            let key = effect.reference.key
            switch effect.reference.kind {
            case .rule where register.rules.history(of: key).isEmpty == false:
                fields["effectHref"] = "/rules/\(key)" + query
            case .agreement where register.agreements.history(of: key).isEmpty == false:
                fields["effectHref"] = "/agreements" + query + "#\(key)"
            case .body where register.bodies.history(of: key).isEmpty == false:
                fields["effectHref"] = "/bodies/\(key)" + query
            default: break
            }
            switch effect {
            case .add(.rule(let rule)), .change(.rule(let rule)):
                fields["effectName"] = text(rule.name)
                fields["effectCedar"] = rule.cedar
            case .add(.agreement(let agreement)), .change(.agreement(let agreement)):
                fields["effectName"] =
                    "\(name(of: agreement.provider)) → \(name(of: agreement.consumer))"
            case .add(.body(let body)), .change(.body(let body)):
                fields["effectName"] = text(body.name)
            case .add(.mandate(let mandate)), .change(.mandate(let mandate)):
                fields["effectName"] =
                    "\(words("f_\(mandate.function.rawValue)")): \(mandate.subject)"
            default: break
            }
            return fields
        }
    }
}
