internal import CanonicalJSON
public import Cedar

/// Reads the documents of the Cedar tools; what is wrong comes with its file and place.
public enum CedarDocuments {
    /// The two forms of policies and schemas.
    public enum Syntax: String, Sendable, CaseIterable {
        /// Cedar's own syntax.
        case cedar
        /// JSON.
        case json

        /// The form that a file's name suggests: JSON for `.json`, else Cedar.
        public static func suggested(by path: String) -> Syntax {
            path.hasSuffix(".json") ? .json : .cedar
        }
    }

    /// Reads policies.
    public static func policies(
        _ file: CedarFile,
        _ syntax: Syntax
    ) throws(CedarDiagnostic) -> PolicySet {
        do {
            switch syntax {
            case .cedar: return try PolicySet(parsing: file.bytes, limits: CedarForms.limits)
            case .json:
                let json = try CedarForms.json(file.bytes)
                guard json["effect"] != nil else {
                    return try PolicySet(json: json, limits: CedarForms.limits)
                }
                var set = PolicySet()
                let body = try PolicyBody.reading(json, limits: CedarForms.limits)
                try set.add(Policy(id: "policy0", body: body), id: "policy0")
                return set
            }
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Reads a schema.
    public static func schema(
        _ file: CedarFile,
        _ syntax: Syntax
    ) throws(CedarDiagnostic) -> Schema {
        do {
            switch syntax {
            case .cedar: return try Schema(parsing: file.bytes, limits: CedarForms.limits)
            case .json:
                return try Schema(json: CedarForms.json(file.bytes), limits: CedarForms.limits)
            }
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Reads entities; with a schema they must fit it.
    public static func entities(
        _ file: CedarFile,
        schema: Schema?
    ) throws(CedarDiagnostic) -> Entities {
        do {
            return try Entities(
                json: CedarForms.json(file.bytes),
                schema: schema,
                limits: CedarForms.limits
            )
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Reads a file of links.
    public static func links(_ file: CedarFile) throws(CedarDiagnostic) -> [CedarLink] {
        do {
            return try CedarLink.list(CedarForms.json(file.bytes))
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Adds links to a set; a template may be named by its `@id`.
    public static func add(
        _ links: [CedarLink],
        of file: CedarFile,
        to set: inout PolicySet
    ) throws(CedarDiagnostic) {
        do {
            for link in links { try link.resolved(in: set).add(to: &set) }
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Reads a request; with a schema it must fit it.
    public static func request(
        _ file: CedarFile,
        schema: Schema?
    ) throws(CedarDiagnostic) -> Request {
        do {
            let json = try CedarForms.json(file.bytes)
            let judged = try CedarForms.request(json, schema: schema, limits: CedarForms.limits)
            if let misfit = judged.misfit { throw misfit }
            return judged.request
        } catch {
            throw CedarDiagnostic(error, in: file)
        }
    }

    /// Makes a request of its parts as they are written on the command line; with a schema it must
    /// fit it.
    public static func request(
        principal: String,
        action: String,
        resource: String,
        context: CedarFile?,
        schema: Schema?
    ) throws -> Request {
        let action = try CedarForms.uid(.string(action), "action")
        var record = CedarRecord.empty
        if let context {
            do {
                let json = try CedarForms.json(context.bytes)
                record = try CedarForms.context(json, action, schema, CedarForms.limits)
            } catch {
                throw CedarDiagnostic(error, in: context)
            }
        }
        let request = Request(
            principal: try CedarForms.uid(.string(principal), "principal"),
            action: action,
            resource: try CedarForms.uid(.string(resource), "resource"),
            context: record
        )
        if let misfit = CedarForms.judged(request, schema).misfit {
            throw CedarToolError("request does not fit the schema: \(misfit)")
        }
        return request
    }
}
