import CanonicalJSON
import Cedar

extension Request {
    /// Reads a request; with a schema, the context may have the short forms of values.
    init(json: JSON, schema: Schema? = nil) throws {
        let action = try EntityUID(json: json.at("action"))
        self.init(
            principal: try EntityUID(json: json.at("principal")),
            action: action,
            resource: try EntityUID(json: json.at("resource")),
            context: try CedarRecord(context: json.at("context"), action: action, schema: schema)
        )
    }
}
