internal import Governance

/// A body at a moment: its filled seats, the institutions behind them, and its procedures.
struct BodyStanding: Sendable {
    let body: Body
    /// How many seats an official in office fills.
    let filled: Int
    /// The officials who fill its seats.
    let officials: [Official]
    /// How many filled seats are held by offices of each institution.
    let filledByInstitution: [InstitutionID: Int]
    /// How many seats, filled or vacant, are assigned to offices of each institution.
    let assignedByInstitution: [InstitutionID: Int]
    /// The procedures it uses, each once, with the classes that do.
    let procedures: [(procedure: Procedure, classes: [String])]

    init(_ body: Body, in view: RegisterView) {
        self.body = body
        var officials: [Official] = []
        var filledBy: [InstitutionID: Int] = [:]
        var assignedTo: [InstitutionID: Int] = [:]
        for (seat, official) in view.seats(of: body) where seat.period.contains(view.instant) {
            guard let office = seat.office.flatMap({ view.inForce($0.text, in: \.offices) }) else {
                continue
            }
            assignedTo[office.institution, default: 0] += 1
            guard let official else { continue }
            officials.append(official)
            filledBy[office.institution, default: 0] += 1
        }
        self.officials = officials
        filled = officials.count
        filledByInstitution = filledBy
        assignedByInstitution = assignedTo
        var classes: [ProcedureID: [String]] = [:]
        for (name, procedure) in body.procedures { classes[procedure, default: []].append(name) }
        procedures = classes.keys.sorted().compactMap { id in
            view.inForce(id.text, in: \.procedures).map { ($0, (classes[id] ?? []).sorted()) }
        }
    }

    /// How many seats the body has, vacant ones too.
    var fixed: Int { body.seats.count }

    /// The whole of which a share of `present` seats that all vote is taken.
    func total(of base: Share.Base, present: Int) -> Int {
        switch base {
        case .cast, .present: present
        case .fixed: fixed
        case .filled, .nonRecused: filled
        }
    }

    /// The fewest seats that must take part.
    func fewestPresent(for quorum: Share?) -> Int {
        guard let quorum else { return 1 }
        return quorum.smallestCount(of: total(of: quorum.base, present: filled))
    }

    /// The fewest approving votes that carry when no more seats take part than must.
    func fewestApproving(for threshold: Share, quorum: Share?) -> Int {
        threshold.smallestCount(of: total(of: threshold.base, present: fewestPresent(for: quorum)))
    }
}
