extension Register {
    /// The mandates under which a body may adopt the text, one for each subject it touches.
    ///
    /// The most specific mandate to decide wins; the body must hold one of those, and the act's
    /// rank must not be above it.
    func mandates(of text: ProposalText, at time: Instant) throws(Refusal) -> [MandateID] {
        guard !text.effects.isEmpty else { return [] }
        let view = RegisterView(self, at: time)
        var used: [MandateID] = []
        for effect in text.effects {
            for mandate in try decidingMandatesTouched(by: effect, at: time) {
                let source = try mandateToGrant(mandate, in: text, for: effect, view)
                if !used.contains(source) { used.append(source) }
            }
            for subject in try touchedSubjects(effect, in: text, view) {
                let mandate = try mandate(of: text, for: effect, on: subject, view)
                if !used.contains(mandate) { used.append(mandate) }
            }
        }
        return used
    }

    /// The mandates to decide, old and new, that an effect touches.
    private func decidingMandatesTouched(
        by effect: Effect,
        at time: Instant
    ) throws(Refusal) -> [Mandate] {
        var touched: [Mandate] = []
        switch effect {
        case .add(.mandate(let mandate)), .change(.mandate(let mandate)): touched.append(mandate)
        case .add, .change, .end: break
        }
        touched += touchedTexts(of: effect.reference, at: time).compactMap { $0 as? Mandate }
        return touched.filter { $0.function == .decide }
    }

    /// The mandate by which a body may grant, change or end a mandate to decide.
    ///
    /// Nobody does so by the mandate itself. It takes the mandate that it is delegated from, or the
    /// one to decide on `governance/mandates`.
    private func mandateToGrant(
        _ mandate: Mandate,
        in text: ProposalText,
        for effect: Effect,
        _ view: RegisterView
    ) throws(Refusal) -> MandateID {
        if let source = mandate.delegatedFrom,
            let parent = view.inForce(source.text, in: \.mandates),
            parent.body == text.body, parent.function == .decide, parent.delegable,
            parent.subject.covers(mandate.subject), text.rank <= parent.rankLimit,
            !view.isDelegated(parent, from: mandate), parent.id != mandate.id
        {
            return parent.id
        }
        return try self.mandate(of: text, for: effect, on: .governance("mandates"), view)
    }

    private func mandate(
        of text: ProposalText,
        for effect: Effect,
        on subject: SubjectPath,
        _ view: RegisterView
    ) throws(Refusal) -> MandateID {
        let competent = view.competentBodies(on: subject)
        guard
            let mine = competent.filter({ $0.body == text.body })
                .max(by: { $0.mandate.rankLimit < $1.mandate.rankLimit })
        else {
            let names = competent.map { "`\($0.body)`" }.joined(separator: ", ")
            throw Refusal(
                .noMandate,
                "body `\(text.body)` has no mandate to decide on `\(subject)` (\(effect.sentence))",
                help: names.isEmpty ? "no body has one" : "it is held by \(names)"
            )
        }
        guard text.rank <= mine.mandate.rankLimit else {
            throw Refusal(
                .rankTooHigh,
                "a \(text.rank.rawValue) is above mandate `\(mine.mandate.id)`, which reaches to "
                    + mine.mandate.rankLimit.rawValue
            )
        }
        return mine.mandate.id
    }

    /// The subjects on which a body must be competent.
    ///
    /// They are that of the new text and, so that nobody
    /// takes an item from another body's subject, that of the old one. Mandates to decide are judged
    /// by ``mandateToGrant(_:in:for:_:)``.
    private func touchedSubjects(
        _ effect: Effect,
        in text: ProposalText,
        _ view: RegisterView
    ) throws(Refusal) -> Set<SubjectPath> {
        var subjects: Set<SubjectPath> = []
        switch effect {
        case .add(let item), .change(let item):
            if !isDeciding(item.value) { subjects.insert(subject(of: item.value, in: text, view)) }
        case .end: break
        }
        let old = touchedTexts(of: effect.reference, at: view.instant)
        for text in old where !isDeciding(text) { subjects.insert(view.governedSubject(of: text)) }
        if case .add = effect { return subjects }
        guard !old.isEmpty else {
            throw Refusal(
                .unknownItem,
                "there is no \(effect.reference) to \(effect.sentence)"
            )
        }
        return subjects
    }

    private func isDeciding(_ item: any RegisterItem) -> Bool {
        (item as? Mandate)?.function == .decide
    }

    /// An agreement is judged by the subject of its service, which the same text may add.
    private func subject(
        of item: any RegisterItem,
        in text: ProposalText,
        _ view: RegisterView
    ) -> SubjectPath {
        if let agreement = item as? Agreement {
            for effect in text.effects {
                if case .add(.service(let service)) = effect, service.id == agreement.service {
                    return service.subject
                }
            }
        }
        return view.governedSubject(of: item)
    }
}
