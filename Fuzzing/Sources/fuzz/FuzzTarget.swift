import CanonicalJSON

/// What an input is taken for.
enum FuzzTarget: String, CaseIterable {
    /// Policies in Cedar syntax.
    case policies
    /// A policy set, or one policy, in JSON.
    case policyJSON = "policy-json"
    /// An array of entities.
    case entities
    /// A schema in Cedar syntax.
    case schema
    /// A schema in JSON.
    case schemaJSON = "schema-json"
    /// An object with schema, policies, entities and a request.
    case requests
    /// The argument of a constructor of an extension type.
    case extensions
    /// A pattern, a line feed, and a text.
    case patterns
    /// The choices of the generator of cases.
    case cases

    func run(_ bytes: [UInt8]) {
        switch self {
        case .policies: PolicyChecks.checkText(bytes)
        case .policyJSON: PolicyChecks.checkJSON(bytes)
        case .entities: DocumentChecks.checkEntities(bytes)
        case .schema: DocumentChecks.checkSchemaText(bytes)
        case .schemaJSON: DocumentChecks.checkSchemaJSON(bytes)
        case .requests: DocumentChecks.checkRequest(bytes)
        case .extensions: ValueChecks.checkExtension(bytes)
        case .patterns: ValueChecks.checkPattern(bytes)
        case .cases: ValueChecks.checkCase(bytes)
        }
    }

    static func json(_ bytes: [UInt8]) -> JSON? {
        var options = JSONOptions.lenient
        options.maximumDepth = JSONOptions.depthCeiling
        return try? JSON(parsing: bytes, options: options)
    }
}

/// Ends the process when a property does not hold; the fuzzer then keeps the input.
func demand(_ isRight: Bool, _ what: @autoclosure () -> String) {
    if !isRight { fatalError("property does not hold: \(what())") }
}

/// The value of what must not fail.
func expect<Value>(_ what: String, _ work: () throws -> Value) -> Value {
    do { return try work() } catch { fatalError("property does not hold: \(what): \(error)") }
}
