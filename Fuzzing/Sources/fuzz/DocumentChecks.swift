import CanonicalJSON

@testable import Cedar
@testable import Reference

/// Properties of every entity document, schema and request that is accepted.
enum DocumentChecks {
    static func checkEntities(_ bytes: [UInt8]) {
        guard let json = FuzzTarget.json(bytes) else { return }
        _ = try? Entities(json: json, schema: World.schema)
        guard let entities = try? Entities(json: json) else { return }
        let written = JSON.array(entities.all.map(\.json))
        let again = expect("written entities are read again") { try Entities(json: written) }
        demand(again.all.count == entities.all.count, "as many entities are read again")
        for entity in entities.all {
            demand(again[entity.uid] == entity, "\(entity.uid) is read again the same")
            for other in entities.all {
                demand(
                    entities.isWithin(entity.uid, other.uid)
                        == again.isWithin(entity.uid, other.uid),
                    "the hierarchy is read again the same"
                )
            }
        }
        guard let store = try? ReferenceStore(json: json.items) else {
            fatalError("property does not hold: the reference reads what is accepted")
        }
        for entity in entities.all.prefix(8) {
            for other in entities.all.prefix(8) {
                let isWithin = store.isWithin(
                    ReferenceUID(type: entity.uid.type, id: entity.uid.id),
                    ReferenceUID(type: other.uid.type, id: other.uid.id)
                )
                demand(
                    entities.isWithin(entity.uid, other.uid) == isWithin,
                    "the reference sees the same hierarchy"
                )
            }
        }
    }

    static func checkSchemaText(_ bytes: [UInt8]) {
        guard let schema = try? Schema(parsing: bytes) else { return }
        check(schema)
    }

    static func checkSchemaJSON(_ bytes: [UInt8]) {
        guard let json = FuzzTarget.json(bytes), let schema = try? Schema(json: json) else {
            return
        }
        check(schema)
    }

    private static let policies = expect("the policies are read") {
        try PolicySet(
            parsing: """
                permit(principal, action, resource);
                forbid(principal == ?principal, action, resource in ?resource)
                when { context has n && context.n > 1 };
                permit(principal, action, resource) when {
                    principal == resource || [principal, resource].contains(principal)
                    || (if principal has n then principal else resource) has s.x
                    || (principal.hasTag("k") && resource.getTag("k") == 1) };
                permit(principal, action, resource) when { {a: context} == {a: principal} };
                """
        )
    }

    private static func check(_ schema: Schema) {
        PolicyChecks.checkVerdicts(policies, schema)
        _ = expect("the actions of a schema are a store") {
            try Entities([], schema: schema)
        }
        _ = try? Entities(json: .array(World.documents), schema: schema)
        for (request, _) in World.requests { _ = try? schema.validate(request: request) }
    }

    /// What a policy that passed the validator may still fail by.
    private static let remaining: Set<EvaluationError.Kind> = [
        .overflow, .entityMissing, .extensionArgument,
    ]

    static func checkRequest(_ bytes: [UInt8]) {
        guard let json = FuzzTarget.json(bytes), json.objectValue != nil,
            let set = try? PolicySet(parsing: json.at("policies").text)
        else { return }
        let documents = json.at("entities").items
        if let entities = try? Entities(json: .array(documents)),
            let request = try? Request(json: json.at("request"))
        {
            let reference = expect("the reference reads what is accepted") {
                try ReferenceRequest(json: json.at("request"))
            }
            let store = expect("the reference reads what is accepted") {
                try ReferenceStore(json: documents)
            }
            PolicyChecks.checkAnswers(set, entities, store, [(request, reference)])
        }
        guard let schema = try? Schema(parsing: json.at("schema").text) else { return }
        PolicyChecks.checkVerdicts(set, schema)
        guard let entities = try? Entities(json: .array(documents), schema: schema),
            let request = try? Request(json: json.at("request"), schema: schema),
            (try? schema.validate(request: request)) != nil
        else { return }
        let compiled = CompiledPolicies(set, entities: entities)
        let errors = compiled.authorize(request).errors
        for mode in [Schema.Mode.strict, .permissive] {
            let refused = schema.validate(set, mode: mode).filter { !$0.isWarning }
            for error in errors
            where !refused.contains(where: { $0.policyID.utf8.elementsEqual(error.policyID.utf8) })
            {
                demand(
                    remaining.contains(error.kind),
                    "what is valid does not fail by \(error.kind) in \(mode) mode"
                )
            }
        }
    }
}
