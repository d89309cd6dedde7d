public import CanonicalJSON
public import Cedar

/// A policy made of a template: its name and what stands for the slots.
public struct CedarLink: Sendable, Hashable {
    /// The template's identifier.
    public let template: String
    /// The identifier of the policy that the link makes.
    public let id: String
    /// What stands for `?principal`.
    public let principal: EntityUID?
    /// What stands for `?resource`.
    public let resource: EntityUID?

    /// Makes a link of the slots' values, `{"?principal": …, "?resource": …}`.
    public init(template: String, id: String, values: JSON) throws {
        guard let object = values.objectValue else {
            throw CedarToolError("the values of link `\(id)` are not a JSON object")
        }
        for (slot, _) in object where slot != "?principal" && slot != "?resource" {
            throw CedarToolError("`\(slot)` is not a slot: slots are `?principal` and `?resource`")
        }
        self.template = template
        self.id = id
        self.principal = try object["?principal"].map { try CedarForms.uid($0, "?principal") }
        self.resource = try object["?resource"].map { try CedarForms.uid($0, "?resource") }
    }

    /// Reads a link with `template_id`, `new_id` or `link_id`, and `values` or `args`.
    public init(json: JSON) throws {
        let members = try CedarForms.Members(json, "a link")
        guard let template = try members.text("template_id") ?? members.text("templateId") else {
            throw CedarToolError("a link needs `template_id`")
        }
        guard
            let id = try members.text("new_id") ?? members.text("link_id") ?? members.text("newId")
        else { throw CedarToolError("a link needs `new_id`") }
        try self.init(
            template: template,
            id: id,
            values: members["values"] ?? members["args"] ?? [:]
        )
    }

    /// Reads a list of links.
    public static func list(_ json: JSON) throws -> [CedarLink] {
        guard let items = json.arrayValue else {
            throw CedarToolError("links are a JSON array")
        }
        return try items.map(CedarLink.init(json:))
    }

    /// The link as a file of links holds it.
    public var json: JSON {
        var values = JSONObject()
        if let principal { values["?principal"] = .string(principal.description) }
        if let resource { values["?resource"] = .string(resource.description) }
        return .object([
            "template_id": .string(template), "link_id": .string(id), "args": .object(values),
        ])
    }

    /// Adds the link to a set.
    public func add(to set: inout PolicySet) throws(CedarError) {
        try set.link(template: template, id: id, principal: principal, resource: resource)
    }

    /// The link with the template named by its identifier where it was named by its `@id`.
    ///
    /// The reference tool names policies by that annotation.
    public func resolved(in set: PolicySet) -> CedarLink {
        if set.template(template) != nil { return self }
        let name = CedarText(template)
        let named = set.templates.filter { template in
            template.annotation("id").map { CedarText($0) == name } ?? false
        }
        guard named.count == 1 else { return self }
        return CedarLink(renaming: self, to: named[0].id)
    }

    private init(renaming link: CedarLink, to template: String) {
        self.template = template
        self.id = link.id
        self.principal = link.principal
        self.resource = link.resource
    }
}
