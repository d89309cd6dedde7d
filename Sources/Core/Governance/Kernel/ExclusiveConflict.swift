/// Two exclusive mandates for one function on overlapping subjects at the same time.
public struct ExclusiveConflict: Hashable, Sendable {
    /// The mandate that comes first by identifier.
    public let first: Mandate
    /// The other one.
    public let second: Mandate
}

extension RegisterView {
    /// The conflicts between exclusive mandates, whatever the dates of the view.
    ///
    /// A narrower mandate does not conflict with the wider one it was delegated from.
    public func exclusiveConflicts() -> [ExclusiveConflict] {
        var search = ExclusiveConflictSearch(self)
        search.run()
        return search.conflicts
    }

    /// The conflicts of one exclusive mandate.
    func exclusiveConflicts(with mandate: Mandate) -> [ExclusiveConflict] {
        guard mandate.exclusive else { return [] }
        let wider = mandate.subject.selfAndAncestors.flatMap {
            mandates(to: mandate.function, exactlyOn: $0)
        }
        let narrower = exclusiveMandatesUnder(mandate)
        return (wider + narrower).filter { other in
            other.exclusive && other.id != mandate.id && other.holder != mandate.holder
                && other.period.overlaps(mandate.period)
                && !isDelegated(mandate, from: other) && !isDelegated(other, from: mandate)
        }.map { other in
            mandate.id < other.id
                ? ExclusiveConflict(first: mandate, second: other)
                : ExclusiveConflict(first: other, second: mandate)
        }
    }

    private func exclusiveMandatesUnder(_ mandate: Mandate) -> [Mandate] {
        subjectsUnder(mandate.subject).flatMap { mandates(to: mandate.function, exactlyOn: $0) }
    }

    /// Whether `mandate` was given on from `source`, directly or over others.
    func isDelegated(_ mandate: Mandate, from source: Mandate) -> Bool {
        var hops = 0
        return isDelegated(mandate, from: source, hops: &hops)
    }

    /// Whether `mandate` was given on from `source`; counts the hands it goes through.
    ///
    /// A chain of more than ``delegationHops`` counts as none, so that a circle ends.
    func isDelegated(_ mandate: Mandate, from source: Mandate, hops: inout Int) -> Bool {
        var next = mandate.delegatedFrom
        for _ in 0..<Self.delegationHops {
            guard let id = next else { return false }
            if id == source.id { return true }
            hops += 1
            next = mandates(named: id)?.delegatedFrom
        }
        return false
    }

    /// The most hands that a delegation goes through.
    static let delegationHops = 64

    func mandates(named id: MandateID) -> Mandate? {
        register.mandates.version(of: id.text, at: instant, recordedBy: position)?.value
    }
}
