import CanonicalJSON
import Cedar
import Foundation
import Governance
import TestSupport
import Testing

/// The repository.
let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

/// A worked safeguard of `Examples/safeguards`: its rule, and the requests it permits and refuses.
struct SafeguardExample: CustomTestStringConvertible, Sendable {
    /// One request.
    struct Case: CustomTestStringConvertible, Sendable {
        let id: String
        /// The names of the policies that refuse it; empty when it is permitted.
        let refusedBy: [String]
        let request: JSON

        var testDescription: String { id }
    }

    static let folder = repository.appendingPathComponent("Examples/safeguards")
    static let all: [SafeguardExample] = names.compactMap { try? SafeguardExample($0) }
    static let names = [
        "purpose-limitation", "legal-basis", "least-data", "time-limit", "consent",
        "conflict-of-interest", "childrens-data", "emergency-access", "cross-border-transfer",
        "payment-ceiling",
    ]

    let name: String
    let text: String
    let permits: [Case]
    let refuses: [Case]

    init(_ name: String) throws {
        self.name = name
        text = try Self.text("\(name)/rule.cedar")
        permits = try Self.cases("\(name)/permits.json")
        refuses = try Self.cases("\(name)/refuses.json")
    }

    var testDescription: String { name }
    var cases: [Case] { permits + refuses }
    /// Whether the gateways of the exchange ask for such rulings.
    var isOnExchange: Bool { !["conflict-of-interest", "payment-ceiling"].contains(name) }

    /// The rule as the register holds it, with the safeguards that its policies name.
    func rule() throws -> Rule {
        let named = try PolicySet(parsing: text).policies.flatMap { policy in
            (policy.annotation("safeguard") ?? "").split(separator: ", ").map(String.init)
        }
        return Rule(
            id: "guard",
            name: LocalizedText(name),
            subject: "policy/safeguards",
            safeguards: Set(named).sorted().compactMap { SafeguardID($0) },
            cedar: text,
            review: "2027-01-01"
        )
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(path)), as: UTF8.self)
    }

    static func json(_ path: String) throws -> JSON { try JSON(parsing: Array(text(path).utf8)) }

    private static func cases(_ path: String) throws -> [Case] {
        try (json(path).arrayValue ?? []).map { item in
            guard let id = item["id"]?.stringValue, let request = item["request"] else {
                throw CocoaError(.fileReadCorruptFile)
            }
            let refusedBy = (item["refused_by"]?.arrayValue ?? []).compactMap(\.stringValue)
            return Case(id: id, refusedBy: refusedBy, request: request)
        }
    }
}

extension SafeguardExample.Case {
    /// The request in Cedar, read by the governance schema.
    func cedarRequest(_ schema: Schema) throws -> Request {
        try Self.cedarRequest(request, schema)
    }

    static func cedarRequest(_ json: JSON, _ schema: Schema) throws -> Request {
        let action = try EntityUID(json: json["action"] ?? [])
        return Request(
            principal: try EntityUID(json: json["principal"] ?? []),
            action: action,
            resource: try EntityUID(json: json["resource"] ?? []),
            context: try CedarRecord(
                context: json["context"] ?? [],
                action: action,
                schema: schema
            )
        )
    }
}
