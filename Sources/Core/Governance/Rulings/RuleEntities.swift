internal import Cedar

/// The Cedar entities that a register gives its rules: see ``GovernanceSchema``.
struct RuleEntities {
    let view: RegisterView

    func entities() throws(Refusal) -> Entities {
        do {
            return try Entities(
                GovernanceSchema.actionEntities + subjects()
                    + view.inForce(\.institutions).flatMap(institution)
                    + view.inForce(\.services).map(service)
                    + view.inForce(\.bodies).map(body) + officials()
            )
        } catch {
            throw Refusal(.invalidItem, "the entities of the register: \(error.description)")
        }
    }

    static func uid(_ institution: InstitutionID) -> EntityUID {
        EntityUID(type: "Institution", id: institution.text)
    }

    static func uid(
        _ subsystem: Identifier<Institution.Subsystem>,
        of institution: InstitutionID
    ) -> EntityUID {
        EntityUID(type: "Subsystem", id: "\(institution)/\(subsystem)")
    }

    static func uid(_ service: ServiceID) -> EntityUID {
        EntityUID(type: "Service", id: service.text)
    }

    static func uid(_ subject: SubjectPath) -> EntityUID {
        EntityUID(type: "Subject", id: subject.text)
    }

    static func uid(_ official: OfficialID) -> EntityUID {
        EntityUID(type: "Official", id: official.text)
    }

    static func uid(_ body: BodyID) -> EntityUID {
        EntityUID(type: "Body", id: body.text)
    }

    private func subjects() -> [Entity] {
        var paths: Set<SubjectPath> = []
        for subject in view.current(\.subjects) {
            paths.formUnion(subject.path.selfAndAncestors)
        }
        for service in view.current(\.services) {
            paths.formUnion(service.subject.selfAndAncestors)
        }
        return paths.sorted().map { path in
            Entity(
                Self.uid(path),
                attributes: [],
                parents: path.parent.map { [Self.uid($0)] } ?? []
            )
        }
    }

    private func institution(_ institution: Institution) -> [Entity] {
        let uid = Self.uid(institution.id)
        let memberClass = ("member_class", Value(institution.memberClass))
        let country = institution.country.map { [("country", Value($0))] } ?? []
        let own = Entity(uid, attributes: [memberClass] + country, parents: [])
        return [own]
            + institution.subsystems.map { subsystem in
                Entity(
                    Self.uid(subsystem, of: institution.id),
                    attributes: [("institution", .entity(uid)), memberClass],
                    parents: [uid]
                )
            }
    }

    private func service(_ service: Service) -> Entity {
        let provider = Self.uid(service.institution)
        return Entity(
            Self.uid(service.id),
            attributes: [
                ("provider", .entity(provider)),
                ("data_categories", .set(of: service.dataCategories.map { Value($0) })),
            ],
            parents: [provider, Self.uid(service.subject)]
        )
    }

    private func body(_ body: Body) -> Entity {
        Entity(Self.uid(body.id), attributes: [], parents: [])
    }

    /// Those who hold an office, below its institution and the bodies in which it fills a seat.
    private func officials() -> [Entity] {
        var bodies: [OfficialID: [EntityUID]] = [:]
        for body in view.inForce(\.bodies) {
            for (_, official) in view.seats(of: body) {
                guard let official, bodies[official.id]?.last?.id != body.id.text else { continue }
                bodies[official.id, default: []].append(Self.uid(body.id))
            }
        }
        return view.inForce(\.officials).compactMap { official in
            guard let office = view.inForce(official.office.text, in: \.offices) else { return nil }
            let institution = Self.uid(office.institution)
            return Entity(
                Self.uid(official.id),
                attributes: [
                    ("institution", .entity(institution)), ("office", Value(office.id.text)),
                ],
                parents: [institution] + (bodies[official.id] ?? [])
            )
        }
    }
}
