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
