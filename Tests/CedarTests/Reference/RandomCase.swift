import CanonicalJSON

@testable import Cedar

/// A generated question: policies, entities, requests.
///
/// All parts are texts and documents, so that a case can be made smaller and printed.
struct RandomCase {
    /// A policy in pieces.
    struct PolicyText {
        var head: String
        /// Conditions, `when {…}` or `unless {…}`.
        var conditions: [String]
        /// Links, when the scope has slots.
        var links: [Link] = []

        var text: String { head + conditions.joined() + ";" }
    }

    struct Link {
        let id: String
        let principal: JSON?
        let resource: JSON?
    }

    var policies: [PolicyText]
    var entities: [JSON]
    /// Entities that come with the request, or none.
    var added: [JSON]
    var requests: [JSON]

    var text: String { policies.map(\.text).joined(separator: "\n") }

    /// The policies with their links.
    func policySet() throws -> PolicySet {
        var set = try PolicySet(parsing: text)
        for (index, policy) in policies.enumerated() {
            for link in policy.links {
                try set.link(
                    template: "policy\(index)",
                    id: link.id,
                    principal: link.principal.map(EntityUID.init(json:)),
                    resource: link.resource.map(EntityUID.init(json:))
                )
            }
        }
        return set
    }
}

extension RandomWorld {
    mutating func makeCase(requests count: Int) -> RandomCase {
        let size = pool.chance(5) ? 40 : pool.below(16)
        let entities = entities(most: size)
        let policyCount = pool.chance(15) ? 30 : 1 + pool.below(9)
        var policies: [RandomCase.PolicyText] = []
        for index in 0..<policyCount { policies.append(policy(index)) }
        return RandomCase(
            policies: policies,
            entities: entities,
            added: pool.chance(40) ? self.entities(most: 1 + pool.below(5)) : [],
            requests: (0..<count).map { _ in request() }
        )
    }

    mutating func request() -> JSON {
        .object([
            "principal": Self.json(uid()), "action": Self.json(action()),
            "resource": Self.json(uid()), "context": .object(fields(density: 70)),
        ])
    }

    private mutating func policy(_ index: Int) -> RandomCase.PolicyText {
        let principal = scope("principal")
        let resource = scope("resource")
        var head = pool.chance(20) ? "@id(\(pool.quoted(pool.text()))) @flag\n" : ""
        head += pool.chance(75) ? "permit" : "forbid"
        head += "(\(principal), \(actionScope()), \(resource))"
        var conditions: [String] = []
        for _ in 0..<pool.below(3) {
            let clause = pool.chance(75) ? "when" : "unless"
            conditions.append("\n\(clause) { \(expression(.bool)) }")
        }
        let needsPrincipal = principal.contains("?")
        let needsResource = resource.contains("?")
        var links: [RandomCase.Link] = []
        if needsPrincipal || needsResource {
            for number in 0..<pool.below(4) {
                links.append(
                    RandomCase.Link(
                        id: "link\(index)-\(number)",
                        principal: needsPrincipal ? Self.json(uid()) : nil,
                        resource: needsResource ? Self.json(uid()) : nil
                    )
                )
            }
        }
        return RandomCase.PolicyText(head: head, conditions: conditions, links: links)
    }

    private mutating func scope(_ variable: String) -> String {
        let target = pool.chance(20) ? "?\(variable)" : entityLiteral()
        switch pool.below(12) {
        case 0: return "\(variable) == \(target)"
        case 1, 2: return "\(variable) in \(target)"
        case 3: return "\(variable) is \(pool.pick(Self.types))"
        case 4: return "\(variable) is \(pool.pick(Self.types)) in \(target)"
        default: return variable
        }
    }

    private mutating func actionScope() -> String {
        func literal(_ uid: UID, _ pool: inout RandomPool) -> String {
            "\(uid.type)::\(pool.quoted(uid.id))"
        }
        switch pool.below(8) {
        case 0: return "action == \(literal(action(), &pool))"
        case 1: return "action in \(literal(action(), &pool))"
        case 2:
            let items = (0..<pool.below(4)).map { _ in literal(action(), &pool) }
            return "action in [\(items.joined(separator: ", "))]"
        default: return "action"
        }
    }

    /// Many expressions against one world, each compared with the value the reference gives it.
    mutating func makeProbes(_ count: Int) throws -> RandomCase {
        literals = 75
        let entities = entities(most: 8)
        let request = request()
        let store = try ReferenceStore(json: entities)
        let reference = try ReferenceRequest(json: request)
        let scope = "permit(principal, action, resource)"
        var policies: [RandomCase.PolicyText] = []
        for _ in 0..<count {
            let kind = pool.chance(40) ? .bool : pool.pick(RandomKind.allCases)
            let text = expression(kind, 4)
            let policy = try Policy(parsing: "\(scope) when { \(text) };", id: "probe")
            let evaluator = ReferenceEvaluator(
                store: store,
                request: reference,
                tree: policy.body.expression
            )
            // Where there is no value, the kind of the error is compared.
            let value = try? evaluator.value(policy.body.conditions[0].root)
            let condition = value.map { "(\(text)) == \($0.literal)" } ?? text
            policies.append(
                RandomCase.PolicyText(head: scope, conditions: [" when { \(condition) }"])
            )
        }
        return RandomCase(policies: policies, entities: entities, added: [], requests: [request])
    }
}
