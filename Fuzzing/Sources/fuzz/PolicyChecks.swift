import CanonicalJSON

@testable import Cedar
@testable import Reference

/// Properties of every policy set that is accepted.
enum PolicyChecks {
    /// What is printed may nest deeper than what was read, by its parentheses.
    private static let wide = CedarLimits(maximumDepth: 500)

    static func checkText(_ bytes: [UInt8]) {
        guard let set = try? PolicySet(parsing: bytes) else { return }
        check(set)
    }

    static func checkJSON(_ bytes: [UInt8]) {
        guard let json = FuzzTarget.json(bytes) else { return }
        if let set = try? PolicySet(json: json) {
            check(set)
        } else if let body = try? PolicyBody.reading(json) {
            var set = PolicySet()
            try? set.add(Policy(id: "p", body: body), id: "p")
            check(set)
        }
    }

    static func check(_ set: PolicySet) {
        for policy in set.policies + set.templates { checkPrinting(policy) }
        checkForms(set)
        checkVerdicts(set, World.schema)
        checkAnswers(set, World.entities, World.store, World.requests)
    }

    private static func checkPrinting(_ policy: Policy) {
        let printed = CedarPrinter.text(policy.body)
        let again = expect("printed text is read again: \(printed)") {
            try Policy(parsing: printed, id: policy.id, limits: wide)
        }
        demand(again.body == policy.body, "printed text means the same: \(printed)")
    }

    private static func checkForms(_ set: PolicySet) {
        // An expression may be too wide to be written as nested pairs.
        guard let json = try? set.json() else { return }
        let again = expect("the json form is read again") {
            try PolicySet(json: json, limits: wide)
        }
        let other = expect("the json form is written again") { try again.json(limits: wide) }
        demand(other == json, "the json form stays the same")
        for policy in set.policies + set.templates {
            let isWritten = policy.body.expression.nodes.contains {
                if case .has(_, let keys) = $0 { return keys.count > 1 }
                return false
            }
            let read = again.policy(policy.id) ?? again.template(policy.id)
            demand(isWritten || read?.body == policy.body, "the json form means the same")
        }
    }

    /// What is valid in strict mode is valid in permissive mode.
    static func checkVerdicts(_ set: PolicySet, _ schema: Schema) {
        func refused(_ mode: Schema.Mode) -> Set<CedarText> {
            let findings = schema.validate(set, mode: mode).filter { !$0.isWarning }
            return Set(findings.map { CedarText($0.policyID) })
        }
        demand(
            refused(.permissive).isSubset(of: refused(.strict)),
            "what is valid in strict mode is valid in permissive mode"
        )
    }

    /// The index, scanning and the reference give the same answers.
    static func checkAnswers(
        _ set: PolicySet,
        _ entities: Entities,
        _ store: ReferenceStore,
        _ requests: [(Request, ReferenceRequest)]
    ) {
        let compiled = CompiledPolicies(set, entities: entities)
        let bare = CompiledPolicies(set)
        let authorizer = ReferenceAuthorizer(policies: set.policies, store: store)
        for (request, reference) in requests {
            let expected = authorizer.answer(reference)
            let answers = [
                compiled.authorize(request), compiled.authorizeByScanning(request),
                bare.authorize(request, entities: entities),
            ]
            for answer in answers {
                let found = ReferenceAnswer(answer)
                demand(found == expected, "answers agree: \(found), reference \(expected)")
            }
        }
    }
}
