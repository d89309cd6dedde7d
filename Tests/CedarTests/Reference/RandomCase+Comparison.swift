import CanonicalJSON

@testable import Cedar

extension RandomCase {
    /// How often what happened, to show that the cases are not trivial.
    struct Counts {
        var cases = 0
        var requests = 0
        var allowed = 0
        var denied = 0
        var withErrors = 0
        var policies = 0
        var inScope = 0
        var satisfied = 0
        var kinds: [String: Int] = [:]
    }

    /// What differs, or nil when all ways to answer agree.
    ///
    /// The other forms of the policies, printed and in JSON, are checked only where asked for: they
    /// take longer than all the answers.
    func difference(_ counts: inout Counts, withForms: Bool) -> String? {
        do {
            let set = try policySet()
            if withForms, let text = try roundTrips(set) { return text }
            let entities = try Entities(json: .array(self.entities))
            let extra = try Entities(json: .array(added))
            let compiled = CompiledPolicies(set, entities: entities)
            let bare = added.isEmpty ? CompiledPolicies(set) : nil
            let fromJSON =
                withForms
                ? CompiledPolicies(try PolicySet(json: set.json()), entities: entities) : nil
            let authorizer = ReferenceAuthorizer(
                policies: set.policies,
                store: try ReferenceStore(json: self.entities, added: added)
            )
            counts.cases += 1
            counts.policies += set.policies.count * requests.count
            for json in requests {
                let request = try Request(json: json)
                let reference = try ReferenceRequest(json: json)
                let expected = authorizer.answer(reference)
                var answers: [(String, Response)] = [
                    ("authorize", compiled.authorize(request, entities: extra)),
                    ("scanning", compiled.authorizeByScanning(request, entities: extra)),
                ]
                if let fromJSON {
                    answers.append(("from json", fromJSON.authorize(request, entities: extra)))
                }
                if let bare {
                    answers += [
                        ("fixed", compiled.authorize(request)),
                        ("fixed, scanning", compiled.authorizeByScanning(request)),
                        ("all added", bare.authorize(request, entities: entities)),
                    ]
                }
                for (name, response) in answers where ReferenceAnswer(response) != expected {
                    return "\(name): \(ReferenceAnswer(response)), reference: \(expected)"
                }
                counts.add(expected, authorizer.inScope(reference).count)
            }
            return nil
        } catch {
            return "cannot be read: \(error)"
        }
    }

    /// What is lost on the way through printing, JSON, or both.
    private func roundTrips(_ set: PolicySet) throws -> String? {
        for policy in set.policies + set.templates {
            let printed = CedarPrinter.text(policy.body)
            let again = try Policy(parsing: printed, id: policy.id)
            if again.body != policy.body { return "printing changes \(policy.text): \(printed)" }
        }
        let json = try set.json()
        let again = try PolicySet(json: json)
        if try again.json() != json { return "json changes \(text)" }
        for policy in set.policies + set.templates {
            let other = again.policy(policy.id) ?? again.template(policy.id)
            // An extended `has` is written out in JSON.
            let isWritten = policy.body.expression.nodes.contains {
                if case .has(_, let keys) = $0 { return keys.count > 1 }
                return false
            }
            if !isWritten, other?.body != policy.body { return "json changes \(policy.text)" }
        }
        var options = JSONOptions.lenient
        options.maximumDepth = JSONOptions.depthCeiling
        let text = try JSON(parsing: Array(json.prettyText().utf8), options: options)
        return text == json ? nil : "json text changes \(self.text)"
    }
}

extension RandomCase.Counts {
    mutating func add(_ answer: ReferenceAnswer, _ inScope: Int) {
        requests += 1
        if answer.isAllowed { allowed += 1 } else { denied += 1 }
        if !answer.errors.isEmpty { withErrors += 1 }
        self.inScope += inScope
        satisfied += answer.determining.count
        for error in answer.errors {
            kinds[String(error.drop { $0 != " " }.dropFirst()), default: 0] += 1
        }
    }

    var summary: String {
        let kinds = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return "\(cases) cases, \(requests) requests: \(allowed) allow, \(denied) deny, "
            + "\(withErrors) with errors; of \(policies) policies \(inScope) in scope and "
            + "\(satisfied) decided; errors: \(kinds.joined(separator: ", "))"
    }
}
