import CanonicalJSON
import Cedar
import Foundation
import Governance
import TestSupport
import Testing

@Suite("Worked safeguards") struct SafeguardTests {
    private let schema: Schema
    private let entities: Entities
    private let open: PolicySet

    init() throws {
        schema = try Schema(parsing: GovernanceSchema.text)
        entities = try Entities(
            json: SafeguardExample.json("entities.json"),
            schema: schema
        )
        open = try RuleText.policies(of: SafeguardWorld.openRule())
    }

    private func policies(_ example: SafeguardExample) throws -> CompiledPolicies {
        let rule = try RuleText.policies(of: example.rule())
        return CompiledPolicies(try PolicySet.merging([rule, open]), entities: entities)
    }

    @Test func `are ten, and each folder is one of them`() throws {
        let found = try FileManager.default.contentsOfDirectory(
            at: SafeguardExample.folder,
            includingPropertiesForKeys: [.isDirectoryKey]
        ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
            .map(\.lastPathComponent)

        #expect(SafeguardExample.all.count == 10)
        #expect(Set(found) == Set(SafeguardExample.names))
        let permitted = SafeguardExample.all.map(\.permits.count).reduce(0, +)
        let refused = SafeguardExample.all.map(\.refuses.count).reduce(0, +)
        print("safeguards: \(permitted) requests to permit, \(refused) to refuse")
    }

    @Test(arguments: SafeguardExample.all)
    func `have a text that is valid, named and tied to its safeguards`(
        example: SafeguardExample
    ) throws {
        let rule = try example.rule()

        #expect(RuleText.problems(of: rule).map(\.sentence) == [])
        #expect(RuleText.remarks(on: rule).map(\.sentence) == [])
        for policy in try RuleText.rulePolicies(of: rule) {
            #expect(policy.namesSafeguards, "\(policy.id)")
            #expect(Int(policy.name) == nil, "\(policy.id) has no `@id`")
        }
    }

    @Test(arguments: SafeguardExample.all)
    func `permit and refuse what they should, and a refusal is theirs alone`(
        example: SafeguardExample
    ) throws {
        let policies = try policies(example)
        let without = CompiledPolicies(open, entities: entities)
        #expect(example.permits.count >= 2 && example.refuses.count >= 3)

        for item in example.cases {
            let request = try item.cedarRequest(schema)
            try schema.validate(request: request)
            let answer = policies.authorize(request)
            let refused = item.refusedBy.map { "guard#\($0)" }
            #expect(answer.errors.isEmpty, "\(item.id)")
            #expect(answer.decision == (refused.isEmpty ? .allow : .deny), "\(item.id)")
            let determining = answer.determining.sorted()
            #expect(determining == (refused.isEmpty ? ["open#0"] : refused), "\(item.id)")
            // Without the safeguard the same request passes, so the test can fail.
            #expect(without.authorize(request).decision == .allow, "\(item.id)")
        }
    }

    @Test(arguments: SafeguardExample.all)
    func `each have policies without which a refused request would pass`(
        example: SafeguardExample
    ) throws {
        for policy in try RuleText.rulePolicies(of: example.rule()) {
            #expect(
                example.refuses.contains { $0.refusedBy == [policy.name] },
                "nothing is refused by `\(policy.name)` alone"
            )
        }
    }

    @Test(arguments: SafeguardExample.all)
    func `refuse when the facts that are optional are missing`(
        example: SafeguardExample
    ) throws {
        let policies = try policies(example)
        let optional = ["terms", "consent", "person", "emergency", "overdue_reviews", "budget"]
            .filter { example.text.contains("context has \($0)") }.map { CedarText($0) }

        for item in example.permits {
            var request = try item.cedarRequest(schema)
            let rest = request.context.fields.filter { !optional.contains($0.key) }
            guard rest.count < request.context.fields.count else { continue }
            request.context = CedarRecord(rest)
            #expect(policies.authorize(request).decision == .deny, "\(item.id)")
        }
    }
}
