internal import Governance

/// What checks read: a register at a moment, and what several of them need of it.
struct Premises: Sendable {
    let view: RegisterView
    /// The bodies in force.
    let bodies: [BodyStanding]
    /// The subjects on which each body may decide.
    let subjectsByBody: [BodyID: [SubjectPath]]
    /// The problems of all items by themselves and by what they name.
    let itemProblems: [ItemProblem]

    /// How many findings come with the name that was meant; each one costs a comparison with every
    /// name of the kind.
    static let suggestions = 100

    init(_ view: RegisterView) {
        self.view = view
        bodies = view.inForce(\.bodies).map { BodyStanding($0, in: view) }
        var decided: [BodyID: [SubjectPath]] = [:]
        for mandate in view.mandates
        where mandate.function == .decide && mandate.period.contains(view.instant) {
            if let body = mandate.body { decided[body, default: []].append(mandate.subject) }
        }
        subjectsByBody = decided
        var problems: [ItemProblem] = []
        for item in view.currentItems() {
            problems += view.problems(of: item, suggests: problems.count < Self.suggestions)
        }
        itemProblems = problems
    }
}

extension RegisterItem {
    var reference: ItemReference { ItemReference(kind: Self.kind, key: key) }
}

extension RegisterView {
    /// Every item whose text counts at the moment, whatever the dates it carries.
    func currentItems() -> [Item] {
        current(\.articles).map(Item.article) + current(\.subjects).map(Item.subject)
            + current(\.institutions).map(Item.institution) + current(\.offices).map(Item.office)
            + current(\.officials).map(Item.official) + current(\.procedures).map(Item.procedure)
            + current(\.bodies).map(Item.body) + current(\.mandates).map(Item.mandate)
            + current(\.safeguards).map(Item.safeguard) + current(\.standards).map(Item.standard)
            + current(\.components).map(Item.component) + current(\.services).map(Item.service)
            + current(\.agreements).map(Item.agreement) + current(\.rules).map(Item.rule)
            + current(\.waivers).map(Item.waiver)
    }
}
