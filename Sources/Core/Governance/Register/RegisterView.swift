/// The register as it stands at one moment, with indexes for the questions that are asked often.
public struct RegisterView: Sendable {
    /// The register behind the view.
    public let register: Register
    /// The moment the view is of.
    public let instant: Instant
    /// The last entry that counts; later records are left out.
    public let position: Int
    /// The mandates whose text counts at the moment, whatever their dates.
    public let mandates: [Mandate]
    private let mandatesBySubject: [SubjectPath: [Mandate]]
    private let sortedSubjects: [SubjectPath]
    private let officialsByOffice: [OfficeID: [Official]]

    /// Makes the view of `register` at `instant`, as it was known once `position` was recorded.
    public init(_ register: Register, at instant: Instant, recordedBy position: Int = .max) {
        self.register = register
        self.instant = instant
        self.position = position
        mandates = register.mandates.current(at: instant, recordedBy: position)
            .compactMap(\.value)
        mandatesBySubject = Dictionary(grouping: mandates, by: \.subject)
        sortedSubjects = mandatesBySubject.keys.sorted { left, right in
            (left.text + "/").utf8.lexicographicallyPrecedes((right.text + "/").utf8)
        }
        officialsByOffice = Dictionary(
            grouping: register.officials.current(at: instant, recordedBy: position)
                .compactMap(\.value).filter { $0.period.contains(instant) },
            by: \.office
        )
    }

    /// The items of one table whose text counts at the moment, whatever the dates they carry.
    public func current<Row>(_ table: KeyPath<Register, Table<Row>>) -> [Row] {
        register[keyPath: table].current(at: instant, recordedBy: position).compactMap(\.value)
    }

    /// The items of one table that are in force at the moment.
    public func inForce<Row>(_ table: KeyPath<Register, Table<Row>>) -> [Row] {
        current(table).filter { $0.period.contains(instant) }
    }

    /// The item with that key that is in force at the moment.
    public func inForce<Row>(_ key: String, in table: KeyPath<Register, Table<Row>>) -> Row? {
        guard
            let value = register[keyPath: table]
                .version(of: key, at: instant, recordedBy: position)?.value,
            value.period.contains(instant)
        else { return nil }
        return value
    }

    /// The officials who hold an office at the moment; one as a rule.
    public func holders(of office: OfficeID) -> [Official] { officialsByOffice[office] ?? [] }

    /// The mandates in force for a function that cover a subject, the most specific ones first.
    public func mandates(to function: Function, on subject: SubjectPath) -> [Mandate] {
        subject.selfAndAncestors.flatMap { path in
            (mandatesBySubject[path] ?? []).filter {
                $0.function == function && $0.period.contains(instant)
            }
        }
    }

    /// The mandates for a function on exactly that subject, whatever their dates.
    public func mandates(to function: Function, exactlyOn subject: SubjectPath) -> [Mandate] {
        (mandatesBySubject[subject] ?? []).filter { $0.function == function }
    }

    /// The subjects of mandates that lie under a subject, itself not included.
    func subjectsUnder(_ subject: SubjectPath) -> ArraySlice<SubjectPath> {
        let prefix = subject.text + "/"
        var low = 0
        var high = sortedSubjects.count
        while low < high {
            let middle = (low + high) / 2
            if (sortedSubjects[middle].text + "/").utf8.lexicographicallyPrecedes(prefix.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return sortedSubjects[low...].drop { $0 == subject }.prefix { subject.covers($0) }
    }

    /// Every item that is in force at the moment, of all kinds.
    public func itemsInForce() -> [Item] {
        inForce(\.articles).map(Item.article) + inForce(\.subjects).map(Item.subject)
            + inForce(\.institutions).map(Item.institution) + inForce(\.offices).map(Item.office)
            + inForce(\.officials).map(Item.official) + inForce(\.procedures).map(Item.procedure)
            + inForce(\.bodies).map(Item.body) + inForce(\.mandates).map(Item.mandate)
            + inForce(\.safeguards).map(Item.safeguard) + inForce(\.standards).map(Item.standard)
            + inForce(\.components).map(Item.component) + inForce(\.services).map(Item.service)
            + inForce(\.agreements).map(Item.agreement) + inForce(\.rules).map(Item.rule)
            + inForce(\.waivers).map(Item.waiver)
    }

    /// The mandates that decide who may act on a subject: those on the most specific path that has
    /// any; all others give way to them.
    public func mostSpecificMandates(to function: Function, on subject: SubjectPath) -> [Mandate] {
        let all = mandates(to: function, on: subject)
        guard let first = all.first else { return [] }
        return all.filter { $0.subject == first.subject }
    }

    /// The bodies that may decide on a subject, with the mandate that says so.
    public func competentBodies(on subject: SubjectPath) -> [(body: BodyID, mandate: Mandate)] {
        mostSpecificMandates(to: .decide, on: subject).compactMap { mandate in
            mandate.body.map { ($0, mandate) }
        }
    }

    /// The seats of a body, each with the official who fills it at the moment; `nil` when vacant.
    public func seats(of body: Body) -> [(seat: Seat, official: Official?)] {
        body.seats.map { seat in
            guard seat.period.contains(instant), let office = seat.office else {
                return (seat, nil)
            }
            return (seat, holders(of: office).first)
        }
    }

    /// The subject a body must have the mandate to decide on, in order to touch the item.
    ///
    /// An agreement is decided on under the subject of its service, where the service is known.
    public func governedSubject(of item: any RegisterItem) -> SubjectPath {
        guard let agreement = item as? Agreement,
            let service = register.services
                .version(of: agreement.service.text, at: instant, recordedBy: position)?.value
        else { return item.governedSubject }
        return service.subject
    }
}
