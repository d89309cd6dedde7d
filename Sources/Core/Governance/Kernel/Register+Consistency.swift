extension Register {
    /// Checks that the effects of an act apply without contradiction: all of them or none.
    func checkConsistency(of act: Act) throws(Refusal) {
        for effect in act.effects { try checkApplies(effect, of: act) }
        var after = self
        after.carryOut(act)
        let view = RegisterView(after, at: act.effective)
        for effect in act.effects {
            switch effect {
            case .add(let item), .change(let item):
                try checkItem(item, in: view)
                if case .mandate(let mandate) = item { try checkGrant(mandate, of: act, in: view) }
            case .end(let reference):
                try checkNothingHangs(on: reference, in: view)
            }
        }
    }

    private func checkApplies(_ effect: Effect, of act: Act) throws(Refusal) {
        let reference = effect.reference
        switch effect {
        case .add:
            guard !wasEverRecorded(reference) else {
                throw Refusal(
                    .duplicateItem,
                    "there is or was a \(reference) already",
                    help: "use `change`, or choose another identifier"
                )
            }
        case .change, .end:
            guard has(reference, at: act.effective) else {
                throw Refusal(
                    .unknownItem,
                    "there is no \(reference) at \(act.effective) to "
                        + "\(effect.sentence)"
                )
            }
        }
    }

    private func wasEverRecorded(_ reference: ItemReference) -> Bool {
        keys(of: reference.kind).contains(reference.key)
    }

    private func checkItem(_ item: Item, in view: RegisterView) throws(Refusal) {
        if let problem = view.problems(of: item).first {
            throw Refusal(
                problem.kind == .unknownReference ? .unknownReference : .invalidItem,
                problem.sentence,
                help: problem.help
            )
        }
        if case .rule(let rule) = item, let problem = RuleText.problems(of: rule).first {
            throw Refusal(
                .invalidRule,
                "rule `\(rule.id)`: \(problem.sentence)",
                help: problem.help
            )
        }
    }

    /// A body cannot give what it does not have: neither a higher rank nor another's exclusive part.
    private func checkGrant(
        _ mandate: Mandate,
        of act: Act,
        in view: RegisterView
    ) throws(Refusal) {
        if let conflict = view.exclusiveConflicts(with: mandate).first {
            let other = conflict.first.id == mandate.id ? conflict.second : conflict.first
            throw Refusal(
                .contradiction,
                "mandate `\(mandate.id)` and mandate `\(other.id)` are both exclusive to "
                    + "\(mandate.function.rawValue) on `\(mandate.subject)` and `\(other.subject)`",
                help: "revoke one of them in the same act, or share them"
            )
        }
        try checkDelegation(of: mandate, in: view)
        // A narrower mandate that was given on from this one must still fit it.
        for child in view.mandates where child.delegatedFrom == mandate.id {
            try checkDelegation(of: child, in: view)
        }
        guard mandate.function == .decide else { return }
        let limit = reach(of: act.body, granting: mandate, at: act.adopted)
        guard mandate.rankLimit <= limit else {
            throw Refusal(
                .rankTooHigh,
                "mandate `\(mandate.id)` would reach to \(mandate.rankLimit.rawValue), and body "
                    + "`\(act.body)` itself reaches to \(limit.rawValue)"
            )
        }
    }

    /// How high a body may let a mandate reach: as high as the one it gives it on from or, without
    /// such a one, as its own to decide on mandates.
    private func reach(of body: BodyID, granting mandate: Mandate, at time: Instant) -> Rank {
        if let source = mandate.delegatedFrom,
            let parent = inForce(source.text, in: \.mandates, at: time), parent.body == body
        {
            return parent.rankLimit
        }
        return RegisterView(self, at: time).competentBodies(on: .governance("mandates"))
            .filter { $0.body == body }.map(\.mandate.rankLimit).max() ?? .guideline
    }

    private func checkDelegation(of mandate: Mandate, in view: RegisterView) throws(Refusal) {
        guard let source = mandate.delegatedFrom else { return }
        guard let parent = view.inForce(source.text, in: \.mandates),
            parent.delegable, parent.function == mandate.function,
            parent.subject.covers(mandate.subject), parent.rankLimit >= mandate.rankLimit,
            (mandate.until ?? .latest) <= (parent.until ?? .latest),
            !view.isDelegated(mandate, from: mandate)
        else {
            throw Refusal(
                .contradiction,
                "mandate `\(source)` cannot be delegated to `\(mandate.id)`",
                help: "it must be another one, in force, delegable, for the same function, cover "
                    + "the subject, reach as high, and end no earlier"
            )
        }
    }

    /// An item cannot end while others that are in force name it.
    private func checkNothingHangs(
        on reference: ItemReference,
        in view: RegisterView
    ) throws(Refusal) {
        for item in view.itemsInForce() {
            if let broken = view.problems(of: item).first(where: { $0.target == reference }) {
                throw Refusal(
                    .contradiction,
                    "\(reference) cannot end: \(broken.sentence)",
                    help: "end or change \(broken.item) in the same act"
                )
            }
        }
    }
}
