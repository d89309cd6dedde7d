import CanonicalJSON
import Cedar

/// An entity of the reference.
struct ReferenceEntity: Sendable {
    let uid: ReferenceUID
    let attributes: [(key: ReferenceText, value: ReferenceValue)]
    let tags: [(key: ReferenceText, value: ReferenceValue)]
    let parents: [ReferenceUID]

    init(json: JSON) throws {
        self.uid = try ReferenceUID(json: json.at("uid"))
        self.attributes = try ReferenceValue.fields(json: json.at("attrs"))
        self.tags = try ReferenceValue.fields(json: json.at("tags"))
        self.parents = try json.at("parents").items.map(ReferenceUID.init(json:))
    }
}

/// The entities in one list; the first of a name counts.
struct ReferenceStore: Sendable {
    var entities: [ReferenceEntity]

    /// Reads entities; added ones stand in for others of the same name.
    init(json: [JSON], added: [JSON] = []) throws {
        self.entities = try (added + json).map(ReferenceEntity.init(json:))
    }

    func find(_ uid: ReferenceUID) -> ReferenceEntity? {
        for entity in entities where entity.uid == uid { return entity }
        return nil
    }

    /// Walks up from an entity, one generation at a time.
    func isWithin(_ uid: ReferenceUID, _ target: ReferenceUID) -> Bool {
        var seen = [uid]
        var index = 0
        while index < seen.count {
            if seen[index] == target { return true }
            for parent in find(seen[index])?.parents ?? [] where !seen.contains(parent) {
                seen.append(parent)
            }
            index += 1
        }
        return false
    }
}

/// A request of the reference.
struct ReferenceRequest: Sendable {
    let principal: ReferenceUID
    let action: ReferenceUID
    let resource: ReferenceUID
    let context: [(key: ReferenceText, value: ReferenceValue)]

    init(json: JSON) throws {
        self.principal = try ReferenceUID(json: json.at("principal"))
        self.action = try ReferenceUID(json: json.at("action"))
        self.resource = try ReferenceUID(json: json.at("resource"))
        self.context = try ReferenceValue.fields(json: json.at("context"))
    }
}

/// What the reference answers; identifiers are sorted.
struct ReferenceAnswer: Equatable, CustomStringConvertible {
    var isAllowed: Bool
    var determining: [String]
    /// Identifier and kind of each error.
    var errors: [String]

    var description: String {
        "\(isAllowed ? "allow" : "deny") by \(determining), errors \(errors)"
    }
}

extension ReferenceAnswer {
    init(_ response: Response) {
        self.init(
            isAllowed: response.decision == .allow,
            determining: response.determining.sorted(),
            errors: response.errors.map { "\($0.policyID) \($0.kind.rawValue)" }.sorted()
        )
    }
}

/// Decides a request by evaluating every policy, scope and all.
struct ReferenceAuthorizer {
    let policies: [Policy]
    let store: ReferenceStore

    func answer(_ request: ReferenceRequest) -> ReferenceAnswer {
        var permits: [String] = []
        var forbids: [String] = []
        var errors: [String] = []
        for policy in policies {
            do throws(ReferenceFailure) {
                guard try isSatisfied(policy, request) else { continue }
                if policy.effect == .permit {
                    permits.append(policy.id)
                } else {
                    forbids.append(policy.id)
                }
            } catch {
                errors.append("\(policy.id) \(error.rawValue)")
            }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return ReferenceAnswer(
            isAllowed: isAllowed,
            determining: (isAllowed ? permits : forbids).sorted(),
            errors: errors.sorted()
        )
    }

    /// The identifiers of the policies whose scope fits.
    func inScope(_ request: ReferenceRequest) -> [String] {
        policies.filter { fits($0, request) }.map(\.id)
    }

    private func isSatisfied(
        _ policy: Policy,
        _ request: ReferenceRequest
    ) throws(ReferenceFailure) -> Bool {
        guard fits(policy, request) else { return false }
        let evaluator = ReferenceEvaluator(
            store: store,
            request: request,
            tree: policy.body.expression
        )
        for condition in policy.body.conditions {
            if try evaluator.truth(condition.root) != condition.isWhen { return false }
        }
        return true
    }

    private func fits(_ policy: Policy, _ request: ReferenceRequest) -> Bool {
        let body = policy.body
        return fits(request.principal, body.principal, policy.principalSlot)
            && fits(request.action, body.action)
            && fits(request.resource, body.resource, policy.resourceSlot)
    }

    private func fits(_ action: ReferenceUID, _ demand: PolicyBody.ActionConstraint) -> Bool {
        switch demand {
        case .any: true
        case .equal(let uid): action == ReferenceUID(type: uid.type, id: uid.id)
        case .within(let uids):
            uids.contains { store.isWithin(action, ReferenceUID(type: $0.type, id: $0.id)) }
        }
    }

    private func fits(
        _ uid: ReferenceUID,
        _ demand: PolicyBody.Constraint,
        _ slot: EntityUID?
    ) -> Bool {
        func named(_ reference: PolicyBody.Reference) -> ReferenceUID? {
            switch reference {
            case .entity(let uid): ReferenceUID(type: uid.type, id: uid.id)
            case .slot: slot.map { ReferenceUID(type: $0.type, id: $0.id) }
            }
        }
        func isWithin(_ reference: PolicyBody.Reference) -> Bool {
            named(reference).map { store.isWithin(uid, $0) } ?? false
        }
        func isOfType(_ type: CedarText) -> Bool {
            uid.type == Array(type.string.unicodeScalars)
        }
        return switch demand {
        case .any: true
        case .equal(let reference): named(reference) == uid
        case .within(let reference): isWithin(reference)
        case .isType(let type): isOfType(type)
        case .isTypeWithin(let type, let reference): isOfType(type) && isWithin(reference)
        }
    }
}
