import CanonicalJSON
import Testing

@testable import Cedar

/// Short forms for tests.
func uid(_ type: String, _ id: String) -> EntityUID { EntityUID(type: type, id: id) }

/// The code of the error a text of policies gives, or nil when it is accepted.
func policyError(_ text: String, limits: CedarLimits = .default) -> CedarError? {
    do {
        _ = try PolicySet(parsing: text, limits: limits)
        return nil
    } catch {
        return error
    }
}

func schemaError(_ text: String) -> CedarError? {
    do {
        _ = try Schema(parsing: text)
        return nil
    } catch {
        return error
    }
}

/// What an expression gives: `true`, `false`, or the kind of its error.
func outcome(_ expression: String, entities: Entities = Entities()) -> String {
    do {
        let set = try PolicySet(
            parsing: "permit(principal,action,resource) when { \(expression) };"
        )
        let response = CompiledPolicies(set, entities: entities).authorize(
            Request(
                principal: uid("User", "alice"),
                action: uid("Action", "read"),
                resource: uid("Doc", "d1"),
                context: CedarRecord([("if", .long(1)), ("r", .record(of: [("x", .long(1))]))])
            )
        )
        if let error = response.errors.first { return error.kind.rawValue }
        return response.decision == .allow ? "true" : "false"
    } catch {
        return "parse"
    }
}

/// Numbers from a seed, the same everywhere (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
