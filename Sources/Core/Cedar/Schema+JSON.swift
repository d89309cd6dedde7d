public import CanonicalJSON

extension Schema {
    /// Reads a schema in its JSON form.
    public init(json: JSON, limits: CedarLimits = .default) throws(CedarError) {
        var resolver = SchemaResolver(try SchemaReader.declarations(json), limits: limits)
        self = try resolver.resolve()
    }
}
