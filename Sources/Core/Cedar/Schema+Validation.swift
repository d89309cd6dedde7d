extension Schema {
    /// How strictly policies are checked.
    public enum Mode: Sendable, Hashable {
        /// Equal types on both sides of `==`, in sets and in branches; literals in constructors.
        case strict
        /// Entity types join to unions, and records to what both have; `==`, sets, `contains` and its
        /// kin take any types, sets may be empty, and constructors take any string.
        ///
        /// The demands beside these are the same: what is valid in strict mode is valid here.
        case permissive
    }

    /// Checks every policy, link and template of a set; without errors no policy can fail by type.
    ///
    /// The requests and entities must fit the schema too. Overflow of integers is not excluded, nor
    /// in permissive mode the malformed argument of a constructor.
    public func validate(_ set: PolicySet, mode: Mode = .strict) -> [ValidationFinding] {
        let environments = environments
        return (set.policies + set.templates).flatMap { policy in
            PolicyValidator(policy, self, environments, mode).findings()
        }
    }

    /// A principal type, action and resource type that a request may have.
    struct Environment {
        let principal: CedarText
        let action: Action
        let resource: CedarText
    }

    var environments: [Environment] {
        var result: [Environment] = []
        for uid in actionOrder {
            guard let action = actions[uid] else { continue }
            for principal in action.principalTypes {
                for resource in action.resourceTypes {
                    result.append(
                        Environment(principal: principal, action: action, resource: resource)
                    )
                }
            }
        }
        return result
    }

    /// Whether an entity of the first type may stand below one of the second.
    func isDescendant(_ type: CedarText, of ancestor: CedarText) -> Bool {
        if type == ancestor { return true }
        if let declared = entityTypes[type] { return declared.ancestorTypes.contains(ancestor) }
        return actions.values.contains { action in
            action.uid.typeName == type
                && action.ancestors.contains { $0.typeName == ancestor }
        }
    }

    /// Whether an action is another or below it.
    func isDescendant(_ action: EntityUID, of ancestor: EntityUID) -> Bool {
        action == ancestor || actions[action]?.ancestors.contains(ancestor) == true
    }
}
