import Cedar
import Governance

/// A register with as many institutions, services, agreements and rules as are asked for.
struct World {
    let rules: Int

    struct Malformed: Error {}

    /// The register, made from a charter without signatures.
    func register() throws -> Register {
        var items: [Item] = [
            .subject(
                Subject(
                    path: try path("exchange"),
                    name: LocalizedText("Exchange"),
                    buildingBlock: true
                )
            ),
            .institution(
                Institution(
                    id: try id("provider"),
                    name: LocalizedText("Provider"),
                    memberClass: "GOV",
                    subsystems: [try id("data")]
                )
            ),
        ]
        for number in 0..<rules {
            items.append(
                .institution(
                    Institution(
                        id: try id("consumer-\(number)"),
                        name: LocalizedText("Consumer"),
                        memberClass: "GOV",
                        subsystems: [try id("desk")]
                    )
                )
            )
            items.append(
                .service(
                    Service(
                        id: try id("service-\(number)"),
                        institution: try id("provider"),
                        subsystem: try id("data"),
                        code: try id("service-\(number)"),
                        name: LocalizedText("Service"),
                        subject: try path("exchange/services/s\(number % 10)"),
                        dataCategories: ["name"]
                    )
                )
            )
            items.append(
                .agreement(
                    Agreement(
                        id: try id("agreement-\(number)"),
                        provider: try id("provider"),
                        consumer: try id("consumer-\(number)"),
                        service: try id("service-\(number)"),
                        purpose: "benefits",
                        legalBasis: "Law 1",
                        dataCategories: ["name"]
                    )
                )
            )
            items.append(
                .rule(
                    Rule(
                        id: try id("rule-\(number)"),
                        name: LocalizedText("Rule"),
                        subject: try path("exchange"),
                        cedar: Self.text(number)
                    )
                )
            )
        }
        let head = CharterHead(
            id: try id("bench"),
            name: LocalizedText("Bench"),
            instance: "BE"
        )
        return Register(drafting: CharterContent(charter: head, items: items))
    }

    /// The same rules in the Cedar engine alone.
    func engine() throws -> CompiledPolicies {
        let sets = try (0..<rules).map { number in
            var set = PolicySet()
            try set.add(try PolicySet(parsing: Self.text(number)).policies[0], id: "rule-\(number)")
            return set
        }
        let categories = Value.set(of: [Value("name")])
        let entities = (0..<rules).flatMap { number in
            [
                Entity(Self.subsystem(number), parents: [Self.institution(number)]),
                Entity(
                    EntityUID(type: "Service", id: "service-\(number)"),
                    attributes: [("data_categories", categories)]
                ),
            ]
        }
        return CompiledPolicies(
            try PolicySet.merging(sets),
            entities: try Entities(entities)
        )
    }

    static func question(_ number: Int, at instant: Instant) throws -> ExchangeQuestion {
        ExchangeQuestion(
            consumer: try id("consumer-\(number)"),
            subsystem: try id("desk"),
            service: try id("service-\(number)"),
            method: "GET",
            at: instant
        )
    }

    static func request(_ number: Int) -> Request {
        Request(
            principal: subsystem(number),
            action: EntityUID(type: "Action", id: "read"),
            resource: EntityUID(type: "Service", id: "service-\(number)"),
            context: CedarRecord([
                ("purpose", Value("benefits")),
                (
                    "agreement",
                    .record(of: [("data_categories", .set(of: [Value("name")]))])
                ),
            ])
        )
    }

    private static func text(_ number: Int) -> String {
        """
        permit (
            principal in Institution::"consumer-\(number)", action == Action::"read",
            resource == Service::"service-\(number)"
        ) when {
            context.purpose == "benefits" &&
            resource.data_categories.containsAll(context.agreement.data_categories)
        };
        """
    }

    private static func subsystem(_ number: Int) -> EntityUID {
        EntityUID(type: "Subsystem", id: "consumer-\(number)/desk")
    }

    private static func institution(_ number: Int) -> EntityUID {
        EntityUID(type: "Institution", id: "consumer-\(number)")
    }

    private static func id<Kind>(_ text: String) throws -> Identifier<Kind> {
        guard let identifier = Identifier<Kind>(text) else { throw Malformed() }
        return identifier
    }

    private func id<Kind>(_ text: String) throws -> Identifier<Kind> { try Self.id(text) }

    private func path(_ text: String) throws -> SubjectPath {
        guard let path = SubjectPath(text) else { throw Malformed() }
        return path
    }
}
