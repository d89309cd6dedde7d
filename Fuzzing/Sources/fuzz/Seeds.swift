import CanonicalJSON
import Foundation

@testable import Cedar
@testable import Reference

/// The first inputs of each target: short texts, and where the shared vectors are, some of theirs.
enum Seeds {
    static func write(_ target: FuzzTarget, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (index, text) in (own(target) + shared(target)).enumerated() {
            try Data(text.utf8).write(to: folder.appendingPathComponent("seed-\(index)"))
        }
    }

    private static let policies = [
        "permit(principal, action, resource);",
        "forbid(principal == User::\"a\", action in [Action::\"read\", Action::\"all\"], resource is Doc);",
        "@id(\"x\") @flag permit(principal is User in ?principal, action == Action::\"read\", resource in ?resource);",
        "permit(principal in Group::\"g\", action, resource is Ns::Doc in Group::\"\") unless { false };",
        condition("principal.n + 1 * -2 - principal.r.x <= 9223372036854775807"),
        condition("principal has r.y && principal.r.y like \"a*\\*\\u{e9}\\x41\""),
        condition(
            "context has \"s\" && context[\"s\"] != \"\\n\\\"\" || resource in [principal, action]"
        ),
        condition("if principal.b then {a: [1, {\"b c\": true}], d: []} == context else !(1 < 2)"),
        condition("principal.hasTag(\"k\") && principal.getTag(\"k\") == \"v\""),
        condition(
            "[1, \"a\", [2]].contains(1) && [].isEmpty() || [1].containsAll([]) && [2].containsAny([2])"
        ),
        condition("ip(\"10.0.0.1/24\").isInRange(principal.addr) && ip(\"::1\").isLoopback()"),
        condition(
            "decimal(\"1.5\").lessThanOrEqual(decimal(\"-0.0001\")) || ip(\"ff00::/8\").isMulticast()"
        ),
        condition(
            "datetime(\"2024-02-29T10:00:00.123+0100\").offset(duration(\"-1d2h3m4s5ms\")).toDate() > principal.at"
        ),
        condition(
            "principal.at.durationSince(datetime(\"1970-01-01\")).toDays() >= 0 && principal.at.toTime() < duration(\"1h\")"
        ),
        condition("principal is User in resource.owner && !!principal.b && --1 == -(-1)"),
        condition("(if context.n == 1 then principal else resource) has n"),
        "// comment\npermit(principal, action, resource,) when { true } unless { false } when { 00012 == 12 };",
    ]

    private static func condition(_ text: String) -> String {
        "permit(principal, action, resource) when { \(text) };"
    }

    private static let schemas = [
        World.schemaText,
        "namespace A::B { type T = { \"x y\"?: Set<Long>, z: T2 }; type T2 = __cedar::String; entity E in [E] T tags T; action \"a b\", c in [Action::\"d\"] appliesTo { principal: [E], resource: E, context: T }; action d; }",
        "@doc(\"x\") entity A, B enum [\"a\", \"b\"]; action a appliesTo { principal: [A], resource: [B], context: {} };",
    ]

    private static let schemaDocuments = [
        #"{"":{"entityTypes":{"User":{"memberOfTypes":["G"],"shape":{"type":"Record","attributes":{"n":{"type":"Long","required":false},"s":{"type":"Set","element":{"type":"EntityOrCommon","name":"T"}}}},"tags":{"type":"String"}},"G":{},"E":{"enum":["a"]}},"actions":{"read":{"memberOf":[{"id":"all"}],"appliesTo":{"principalTypes":["User"],"resourceTypes":["G"],"context":{"type":"Record","attributes":{"ip":{"type":"Extension","name":"ipaddr"}}}}},"all":{}},"commonTypes":{"T":{"type":"Entity","name":"User"}}}}"#,
        #"{"Ns":{"entityTypes":{},"actions":{"a":{"appliesTo":null}},"commonTypes":{"L":{"type":"Boolean"},"M":{"type":"L"}}}}"#,
    ]

    private static func json(_ text: String) -> JSON? { FuzzTarget.json(Array(text.utf8)) }

    private static func own(_ target: FuzzTarget) -> [String] {
        switch target {
        case .policies: return policies
        case .policyJSON:
            let sets = policies.compactMap { try? PolicySet(parsing: $0) }
            return sets.compactMap { try? $0.json().prettyText() }
                + sets.compactMap { try? $0.policies.first?.body.json().prettyText() }
        case .entities:
            return World.documents.map { JSON.array([$0]).prettyText() } + [World.entitiesText]
        case .schema: return schemas
        case .schemaJSON: return schemaDocuments
        case .requests:
            return policies.flatMap { policy in
                World.requestTexts.map { request in
                    JSON.object([
                        "schema": .string(World.schemaText), "policies": .string(policy),
                        "entities": .array(World.documents), "request": json(request) ?? .null,
                    ]).prettyText()
                }
            }
        case .extensions:
            return RandomPool.decimals + RandomPool.addresses + RandomPool.moments
                + RandomPool.lengths + RandomPool.malformed
        case .patterns:
            return ["*\n", "a*b\nab", "**a\\*é\naaa*é", "\\**\\*\n**", "a*a*a*b\naaaaaaaa"]
        case .cases:
            var numbers = SeededNumbers(state: 1)
            return (0..<20).map { _ in
                String(
                    decoding: (0..<600).map { _ in UInt8(truncatingIfNeeded: numbers.next()) & 0x7F
                    },
                    as: UTF8.self
                )
            }
        }
    }

    // MARK: Vectors

    private static func lines(_ path: String) -> [JSON] {
        guard let root = ProcessInfo.processInfo.environment["CABILDO_VECTORS"],
            let data = FileManager.default.contents(atPath: "\(root)/cedar/\(path)")
        else { return [] }
        // Every so many lines, so that all kinds of lines are there.
        let all = Array(data).split(separator: 0x0A)
        return stride(from: 0, to: all.count, by: max(1, all.count / 400)).compactMap {
            FuzzTarget.json(Array(all[$0]))
        }
    }

    private static func shared(_ target: FuzzTarget) -> [String] {
        switch target {
        case .policies:
            return lines("differential/parse.jsonl").map { $0.at("text").text }
                + lines("differential/expr.jsonl").map { condition($0.at("expr").text) }
        case .policyJSON:
            return lines("differential/est.jsonl").map { $0.at("json").prettyText() }
        case .entities:
            return lines("differential/cases.jsonl").map { $0.at("entities").prettyText() }
        case .schema: return lines("corpus-2000.jsonl").map { $0.at("schema").text }
        case .schemaJSON:
            return lines("corpus-2000.jsonl").map { $0.at("schema_json").prettyText() }
        case .requests:
            return lines("corpus-2000.jsonl").compactMap { line in
                guard let request = line.at("requests").items.first else { return nil }
                return JSON.object([
                    "schema": line.at("schema"), "policies": line.at("policies"),
                    "entities": line.at("entities"), "request": request,
                ]).prettyText()
            }
        case .extensions: return lines("differential/ext.jsonl").map { $0.at("arg").text }
        case .patterns, .cases: return []
        }
    }
}
