/// A search for conflicts between the exclusive mandates of a register.
///
/// Pairs can be as many as the square of the mandates, so the search counts its steps and gives up.
public struct ExclusiveConflictSearch {
    private struct Place: Hashable {
        let function: Function
        let subject: SubjectPath
    }

    /// The most conflicts that are told.
    public static let maximumConflicts = 1000
    /// The most comparisons of two mandates.
    public static let maximumSteps = 2_000_000

    /// What was found, in the order of the narrower mandates' identifiers.
    public private(set) var conflicts: [ExclusiveConflict] = []
    /// Whether all pairs have been compared.
    public private(set) var isComplete = true

    private let view: RegisterView
    private var seen: [Place: [Mandate]] = [:]
    private var steps = 0

    /// Prepares the search over the mandates of a view, whatever its date.
    public init(_ view: RegisterView) { self.view = view }

    /// Compares every exclusive mandate with those on its subject and on wider ones.
    public mutating func run() {
        let exclusive = view.mandates.filter(\.exclusive)
        for mandate in exclusive {
            seen[Place(function: mandate.function, subject: mandate.subject), default: []]
                .append(mandate)
        }
        for mandate in exclusive {
            for path in mandate.subject.selfAndAncestors {
                let place = Place(function: mandate.function, subject: path)
                for other in seen[place] ?? [] {
                    guard steps < Self.maximumSteps, conflicts.count < Self.maximumConflicts else {
                        isComplete = false
                        return
                    }
                    compare(mandate, with: other)
                }
            }
        }
    }

    /// Two on one subject meet twice, and are told of once.
    private mutating func compare(_ mandate: Mandate, with other: Mandate) {
        steps += 1
        guard other.id != mandate.id, other.subject != mandate.subject || mandate.id < other.id,
            other.holder != mandate.holder, other.period.overlaps(mandate.period),
            !view.isDelegated(mandate, from: other, hops: &steps),
            !view.isDelegated(other, from: mandate, hops: &steps)
        else { return }
        conflicts.append(
            mandate.id < other.id
                ? ExclusiveConflict(first: mandate, second: other)
                : ExclusiveConflict(first: other, second: mandate)
        )
    }
}
