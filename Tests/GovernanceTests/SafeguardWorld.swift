import CanonicalJSON
import Cedar
import Governance
import TestSupport

/// The institutions, services and officials of `Examples/safeguards/entities.json` as a register.
struct SafeguardWorld {
    private let entities: [JSON]
    private var made: [String: RegisterHarness] = [:]

    init() throws {
        entities = try SafeguardExample.json("entities.json").arrayValue ?? []
    }

    /// The rule that permits all that can be asked.
    static func openRule() throws -> Rule {
        Rule(
            id: "open",
            name: "Open",
            subject: "policy",
            cedar: try SafeguardExample.text("open.cedar")
        )
    }

    /// A register in which an act has adopted the rule of an example.
    mutating func harness(
        _ example: SafeguardExample,
        _ agreement: Agreement
    ) throws -> RegisterHarness {
        let key = "\(example.name) \(agreement)"
        if let harness = made[key] { return harness }
        var content = CharterContent.council()
        let rule = try example.rule()
        content.items += try institutions() + services() + officials()
        content.items += rule.safeguards.map {
            .safeguard(Safeguard(id: $0, name: LocalizedText($0.text)))
        }
        content.items += [.agreement(agreement), .rule(try Self.openRule())]
        var harness = try RegisterHarness(founding: content, at: "2025-01-01")
        _ = try adopt(.motion(effects: [.add(.rule(rule))]), in: &harness)
        made[key] = harness
        return harness
    }

    private func all(_ type: String) -> [(id: String, attributes: JSON, parents: [JSON])] {
        entities.compactMap { entity in
            guard entity["uid"]?["type"]?.stringValue == type,
                let id = entity["uid"]?["id"]?.stringValue
            else { return nil }
            return (id, entity["attrs"] ?? [], entity["parents"]?.arrayValue ?? [])
        }
    }

    private func institutions() throws -> [Item] {
        try all("Institution").map { id, attributes, _ in
            let own = all("Subsystem").map(\.id).filter { $0.hasPrefix(id + "/") }
            return .institution(
                Institution(
                    id: try known(InstitutionID(id)),
                    name: LocalizedText(id),
                    memberClass: attributes["member_class"]?.stringValue ?? "",
                    country: attributes["country"]?.stringValue,
                    subsystems: own.compactMap {
                        Identifier<Institution.Subsystem>(String($0.dropFirst(id.count + 1)))
                    }
                )
            )
        }
    }

    private func services() throws -> [Item] {
        try all("Service").map { id, attributes, parents in
            let subject = parents.first { $0["type"] == "Subject" }?["id"]?.stringValue ?? ""
            return .service(
                Service(
                    id: try known(ServiceID(id)),
                    institution: try known(
                        InstitutionID(attributes["provider"]?["id"]?.stringValue ?? "")
                    ),
                    subsystem: id == "birth-records" ? "records" : "patients",
                    code: try known(Identifier<Service>(id)),
                    name: LocalizedText(id),
                    subject: try known(SubjectPath(subject)),
                    dataCategories: (attributes["data_categories"]?.arrayValue ?? [])
                        .compactMap(\.stringValue)
                )
            )
        }
    }

    private func officials() throws -> [Item] {
        try all("Official").flatMap { id, attributes, _ -> [Item] in
            let office: OfficeID = try known(OfficeID(id + "-office"))
            let institution = attributes["institution"]?["id"]?.stringValue ?? ""
            let official: OfficialID = try known(OfficialID(id))
            return [
                .office(
                    Office(
                        id: office,
                        institution: try known(InstitutionID(institution)),
                        title: LocalizedText(id)
                    )
                ),
                .official(
                    Official(
                        id: official,
                        name: id,
                        office: office,
                        keys: [Actor(official).officialKey()]
                    )
                ),
            ]
        }
    }
}

struct Unreadable: Error {}

func known<T>(_ value: T?) throws -> T {
    guard let value else { throw Unreadable() }
    return value
}
