import CanonicalJSON
import Cedar
import Governance
import TestSupport
import Testing

@Suite(
    "The reference engine",
    .enabled(if: Cedarpy.isAvailable, "python3 with cedarpy is not here")
)
struct ReferenceEngineTests {
    @Test func `decides the worked safeguards as ours does`() throws {
        let entities = try SafeguardExample.json("entities.json")
        let open = try SafeguardExample.text("open.cedar")
        var cases: [JSON] = []
        var expected: [Cedarpy.Answer] = []
        for example in SafeguardExample.all {
            for (isGuarded, item) in example.cases.flatMap({ [(true, $0), (false, $0)] }) {
                let text = isGuarded ? example.text + open : open
                cases.append(
                    .object([
                        "policies": .string(text), "schema": .string(GovernanceSchema.text),
                        "entities": entities, "request": item.request,
                    ])
                )
                let isAllowed = item.refusedBy.isEmpty || !isGuarded
                let count = try isGuarded ? PolicySet(parsing: example.text).policies.count : 0
                expected.append(
                    Cedarpy.Answer(
                        decision: isAllowed ? "allow" : "deny",
                        reasons: isAllowed ? ["policy\(count)"] : item.refusedBy,
                        errors: 0,
                        isValid: true
                    )
                )
            }
        }

        #expect(try Cedarpy.answers(to: cases) == expected)
        print("reference engine: \(cases.count) requests decided alike")
    }

    @Test func `comes to the same rulings by the published rules`() throws {
        var world = try SafeguardWorld()
        let schema = try Schema(parsing: GovernanceSchema.text)
        var cases: [JSON] = []
        var rulings: [Ruling] = []
        for example in SafeguardExample.all.filter(\.isOnExchange) {
            for item in example.cases {
                let call = try SafeguardCall(item.cedarRequest(schema))
                let harness = try world.harness(example, call.agreement())
                let book = try RuleBook(harness.register, at: call.at)
                guard let made = try book.cedarCase(of: call.question()) else { continue }
                cases.append(made)
                rulings.append(try book.rule(on: call.question()))
            }
        }

        let answers = try Cedarpy.answers(to: cases)

        #expect(answers.count == rulings.count)
        for (answer, ruling) in zip(answers, rulings) {
            #expect(answer.decision == (ruling.decision == .permit ? "allow" : "deny"))
            #expect(answer.reasons == ruling.rules.flatMap(\.policies).map(\.id))
            #expect(answer.errors == 0 && answer.isValid)
        }
        print("reference engine: \(cases.count) rulings checked by the published rules")
    }
}
