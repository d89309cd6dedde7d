public import CanonicalJSON

extension PolicyBody {
    /// Reads a policy or template from its JSON form.
    public static func reading(
        _ json: JSON,
        limits: CedarLimits = .default
    ) throws(CedarError) -> PolicyBody {
        var reader = PolicyReader(limits: limits)
        return try reader.policy(json)
    }

    /// The JSON form; extended `has` is written out.
    public func json(limits: CedarLimits = .default) throws(CedarError) -> JSON {
        try PolicyWriter.policy(self, limits: limits)
    }
}

extension PolicySet {
    /// Reads `{"staticPolicies","templates","templateLinks"}`.
    public init(json: JSON, limits: CedarLimits = .default) throws(CedarError) {
        let object = try PolicyReader.object(
            json,
            required: ["staticPolicies", "templates", "templateLinks"]
        )
        guard let policies = object["staticPolicies"]?.objectValue,
            let templates = object["templates"]?.objectValue,
            let links = object["templateLinks"]?.arrayValue
        else { throw PolicyReader.malformed("a policy set") }
        guard policies.count + templates.count + links.count <= limits.maximumPolicies else {
            throw CedarError(.count, "more than \(limits.maximumPolicies) policies")
        }
        self.init()
        for (members, areTemplates) in [(policies, false), (templates, true)] {
            for (id, json) in members {
                let policy = Policy(id: id, body: try PolicyBody.reading(json, limits: limits))
                guard policy.isTemplate == areTemplates else {
                    throw CedarError(
                        .slot,
                        areTemplates
                            ? "template `\(id)` has no slot" : "static policy `\(id)` has a slot"
                    )
                }
                try add(policy, id: id)
            }
        }
        for link in links { try addLink(link) }
    }

    private mutating func addLink(_ json: JSON) throws(CedarError) {
        let object = try PolicyReader.object(json, required: ["templateId", "newId", "values"])
        guard let template = object["templateId"]?.stringValue,
            let id = object["newId"]?.stringValue, let values = object["values"]
        else { throw PolicyReader.malformed("a template link") }
        let slots = try PolicyReader.object(
            values,
            required: [],
            optional: ["?principal", "?resource"]
        )
        var principal: EntityUID?
        var resource: EntityUID?
        if let value = slots["?principal"] { principal = try EntityUID(json: value) }
        if let value = slots["?resource"] { resource = try EntityUID(json: value) }
        try link(template: template, id: id, principal: principal, resource: resource)
    }

    /// The JSON form of the whole set.
    public func json(limits: CedarLimits = .default) throws(CedarError) -> JSON {
        var policies = JSONObject()
        var links: [JSON] = []
        for policy in self.policies {
            guard let template = policy.templateID else {
                policies[policy.id] = try policy.body.json(limits: limits)
                continue
            }
            var values = JSONObject()
            if let uid = policy.principalSlot { values["?principal"] = PolicyWriter.uid(uid) }
            if let uid = policy.resourceSlot { values["?resource"] = PolicyWriter.uid(uid) }
            links.append(
                .object([
                    "templateId": .string(template), "newId": .string(policy.id),
                    "values": .object(values),
                ])
            )
        }
        var templates = JSONObject()
        for template in self.templates {
            templates[template.id] = try template.body.json(limits: limits)
        }
        return .object([
            "staticPolicies": .object(policies), "templates": .object(templates),
            "templateLinks": .array(links),
        ])
    }
}
