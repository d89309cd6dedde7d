/// Policies and templates under distinct identifiers.
public struct PolicySet: Sendable, Hashable {
    /// The policies that take part in decisions: static ones and links, in order of addition.
    public private(set) var policies: [Policy] = []
    /// The templates, which decide nothing by themselves.
    public private(set) var templates: [Policy] = []
    private var places: [CedarText: Place] = [:]

    private enum Place: Sendable, Hashable {
        case policy(Int)
        case template(Int)
    }

    /// Makes an empty set.
    public init() {}

    /// Reads policies in Cedar syntax; they are named `policy0`, `policy1` … by position.
    public init(parsing text: String, limits: CedarLimits = .default) throws(CedarError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads policies in Cedar syntax from UTF-8; they are named `policy0`, `policy1` … by position.
    public init(parsing bytes: [UInt8], limits: CedarLimits = .default) throws(CedarError) {
        var parser = try Parser(bytes, mode: .policy, limits: limits)
        for (index, body) in try parser.parsePolicies().enumerated() {
            let id = "policy\(index)"
            try add(Policy(id: id, body: body), id: id)
        }
    }

    /// Joins sets; an identifier that occurs twice is an error.
    public static func merging(_ sets: [PolicySet]) throws(CedarError) -> PolicySet {
        var result = PolicySet()
        for set in sets {
            for template in set.templates { try result.add(template, id: template.id) }
            for policy in set.policies { try result.add(policy, id: policy.id) }
        }
        return result
    }

    /// Adds a policy or template under an identifier.
    public mutating func add(_ policy: Policy, id: String) throws(CedarError) {
        let key = CedarText(id)
        guard places[key] == nil else {
            throw CedarError(.duplicate, "policy identifier `\(id)` is already in use")
        }
        var policy = policy
        policy.id = id
        if policy.isTemplate {
            places[key] = .template(templates.count)
            templates.append(policy)
        } else {
            places[key] = .policy(policies.count)
            policies.append(policy)
        }
    }

    /// The policy of an identifier, or nil.
    public func policy(_ id: String) -> Policy? {
        guard case .policy(let index) = places[CedarText(id)] else { return nil }
        return policies[index]
    }

    /// The template of an identifier, or nil.
    public func template(_ id: String) -> Policy? {
        guard case .template(let index) = places[CedarText(id)] else { return nil }
        return templates[index]
    }

    /// Links a template: makes a policy of it by giving exactly its slots a value.
    public mutating func link(
        template templateID: String,
        id: String,
        principal: EntityUID? = nil,
        resource: EntityUID? = nil
    ) throws(CedarError) {
        guard let template = template(templateID) else {
            throw CedarError(.unknownName, "no template is named `\(templateID)`")
        }
        let slots = [
            ("?principal", template.body.hasPrincipalSlot, principal != nil),
            ("?resource", template.body.hasResourceSlot, resource != nil),
        ]
        for (slot, isOpen, isGiven) in slots where isOpen != isGiven {
            throw CedarError(
                .slot,
                isOpen
                    ? "no value for slot `\(slot)` of template `\(templateID)`"
                    : "template `\(templateID)` has no slot `\(slot)`"
            )
        }
        var policy = template
        policy.principalSlot = principal
        policy.resourceSlot = resource
        policy.templateID = templateID
        try add(policy, id: id)
    }

    /// Removes a policy that is a link; the template stays.
    public mutating func unlink(_ id: String) throws(CedarError) {
        guard case .policy(let index) = places[CedarText(id)], policies[index].templateID != nil
        else { throw CedarError(.unknownName, "no linked policy is named `\(id)`") }
        policies.remove(at: index)
        places[CedarText(id)] = nil
        for later in index..<policies.count {
            places[CedarText(policies[later].id)] = .policy(later)
        }
    }
}
