public import CanonicalJSON
public import Cedar

/// The forms in which requests, links and documents reach the Cedar tools.
public enum CedarForms {
    /// Limits for tools: texts up to 16 MiB, and a nesting that suits the stacks of our threads.
    public static let limits = CedarLimits(maximumBytes: 16 << 20, maximumDepth: 250)

    /// Reads one JSON document; `null` and fractions are refused later, where no value may be one.
    public static func json(_ bytes: some Collection<UInt8>) throws(JSONError) -> JSON {
        var options = JSONOptions.lenient
        options.maximumDepth = JSONOptions.depthCeiling
        options.maximumValues = 4_000_000
        return try JSON(parsing: bytes, options: options)
    }

    /// The members of an object; one that is `null` counts as left out.
    struct Members {
        private let object: JSONObject

        init(_ object: JSONObject) {
            self.object = object
        }

        init(_ json: JSON, _ what: String) throws(CedarToolError) {
            guard let object = json.objectValue else {
                throw CedarToolError("\(what) is not a JSON object")
            }
            self.object = object
        }

        subscript(key: String) -> JSON? {
            guard let value = object[key], value != .null else { return nil }
            return value
        }

        /// A member that must be a string, if it is there.
        func text(_ key: String) throws(CedarToolError) -> String? {
            guard let value = self[key] else { return nil }
            guard let text = value.stringValue else {
                throw CedarToolError("`\(key)` is not a string")
            }
            return text
        }

        func needed(_ key: String) throws(CedarToolError) -> JSON {
            guard let value = self[key] else { throw CedarToolError("`\(key)` is missing") }
            return value
        }

        func neededText(_ key: String) throws(CedarToolError) -> String {
            guard let text = try text(key) else { throw CedarToolError("`\(key)` is missing") }
            return text
        }
    }

    /// A request, and whether it fits the schema; without a schema it is not judged.
    struct JudgedRequest {
        let request: Request
        /// Why it does not fit.
        let misfit: CedarError?
    }

    /// Reads `{"principal","action","resource","context"?}`; the uids may be objects or texts.
    static func request(
        _ json: JSON,
        schema: Schema?,
        limits: CedarLimits
    ) throws -> JudgedRequest {
        let members = try Members(json, "`request`")
        let action = try uid(members.needed("action"), "action")
        let request = Request(
            principal: try uid(members.needed("principal"), "principal"),
            action: action,
            resource: try uid(members.needed("resource"), "resource"),
            context: try context(members["context"] ?? [:], action, schema, limits)
        )
        return judged(request, schema)
    }

    /// Judges a request by a schema.
    static func judged(_ request: Request, _ schema: Schema?) -> JudgedRequest {
        do {
            try schema?.validate(request: request)
            return JudgedRequest(request: request, misfit: nil)
        } catch {
            return JudgedRequest(request: request, misfit: error)
        }
    }

    static func context(
        _ json: JSON,
        _ action: EntityUID,
        _ schema: Schema?,
        _ limits: CedarLimits
    ) throws -> CedarRecord {
        do {
            if json.objectValue?.count == 1 {
                // A lone escape is an entity or an extension value, not a record.
                let inner = try CedarRecord(context: ["context": json], limits: limits)
                guard case .record? = inner["context"] else {
                    throw CedarError(.entityFormat, "a context is a record")
                }
            }
            return try CedarRecord(context: json, action: action, schema: schema, limits: limits)
        } catch {
            throw CedarToolError("`context` cannot be read: \(error)")
        }
    }

    /// Reads `{"type","id"}`, `{"__entity":…}` or the text of an entity.
    static func uid(_ json: JSON, _ what: String) throws -> EntityUID {
        do {
            if let text = json.stringValue { return try EntityUID(parsing: text) }
            return try EntityUID(json: json)
        } catch {
            throw CedarToolError("`\(what)` is not an entity: \(error)")
        }
    }

    /// What is wrong, for a person.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as JSONError: "not valid json: \(error)"
        case let error as CedarError: error.description
        default: "\(error)"
        }
    }
}
