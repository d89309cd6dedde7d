public import CanonicalJSON

/// Writes a schema in its other form: names as they were written, annotations kept.
///
/// The result means the same schema; what the other form cannot say is refused.
public enum SchemaTranslator {
    /// The JSON form of a schema in Cedar syntax.
    ///
    /// - Throws: what is wrong with the schema.
    public static func json(
        parsing bytes: [UInt8],
        limits: CedarLimits = .default
    ) throws(CedarError) -> JSON {
        var parser = try Parser(bytes, mode: .schema, limits: limits)
        let declarations = try parser.parseSchema()
        var resolver = SchemaResolver(declarations, limits: limits)
        _ = try resolver.resolve()
        return SchemaWriter.json(declarations)
    }

    /// The Cedar syntax of a schema in its JSON form.
    ///
    /// - Throws: what is wrong with the schema; `unwritable` for an action with principal types but
    ///   no resource types, or the reverse, or with a context but neither; and for a reference to
    ///   an entity type where a common type has the same name.
    public static func text(
        of json: JSON,
        limits: CedarLimits = .default
    ) throws(CedarError) -> String {
        let declarations = try SchemaReader.declarations(json)
        var resolver = SchemaResolver(declarations, limits: limits)
        let schema = try resolver.resolve()
        let text = try SchemaPrinter(declarations, schema).written()
        let again = try Schema(parsing: text, limits: limits)
        guard again.entityTypes == schema.entityTypes, again.actions == schema.actions else {
            throw CedarError(.unwritable, "cedar syntax would mean another schema")
        }
        return text
    }
}
