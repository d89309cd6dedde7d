internal import CanonicalJSON
internal import Cedar

extension CedarBatch {
    /// What was read from the line before, since lines in a row often share policies and schema.
    public struct Memory: Sendable {
        fileprivate struct Entry<Key: Sendable & Equatable, Value: Sendable>: Sendable {
            let key: Key
            let value: Value
        }

        fileprivate var schema: Entry<CedarText, Schema>?
        fileprivate var policies: Entry<CedarText, PolicySet>?
        fileprivate var verdict: Entry<[CedarText], Bool>?

        /// Makes an empty memory.
        public init() {}
    }

    /// Decides a case: `policies`, `links`, `schema`, `entities` and `request`.
    func decision(
        _ line: CedarForms.Members,
        _ memory: inout Memory,
        _ limits: CedarLimits
    ) throws -> JSONObject {
        let set = try policies(line, &memory, limits)
        let schema = try schema(line, &memory, limits)
        let entities = try Self.entities(line["entities"] ?? [], schema, limits)
        let judged = try CedarForms.request(
            line.needed("request"),
            schema: schema,
            limits: limits
        )
        let response = CompiledPolicies(set, entities: entities).authorize(judged.request)
        var answer: JSONObject = [
            "decision": .string(response.decision.rawValue),
            "reasons": Self.sorted(Array(response.determining)),
            "errors": Self.sorted(response.errors.map(\.policyID)),
        ]
        if let schema {
            answer["valid"] = .bool(isValid(set, schema, line, &memory))
            answer["validRequest"] = .bool(judged.misfit == nil)
        }
        return answer
    }

    private static func sorted(_ ids: [String]) -> JSON {
        .array(ids.map { CedarText($0) }.sorted().map { .string($0.string) })
    }

    private func policies(
        _ line: CedarForms.Members,
        _ memory: inout Memory,
        _ limits: CedarLimits
    ) throws -> PolicySet {
        var set: PolicySet
        do {
            if let text = try line.text("policies") {
                set = try Self.policies(CedarText(text), &memory, limits)
            } else if let json = line["policies_json"] {
                set = try PolicySet(json: Self.document(json), limits: limits)
            } else {
                throw CedarToolError("`policies` or `policies_json` is missing")
            }
        } catch let error as CedarError {
            throw CedarToolError("policies cannot be read: \(error)")
        }
        guard let links = line["links"] else { return set }
        for link in try CedarLink.list(links) { try link.add(to: &set) }
        return set
    }

    private static func policies(
        _ text: CedarText,
        _ memory: inout Memory,
        _ limits: CedarLimits
    ) throws -> PolicySet {
        if let known = memory.policies, known.key == text { return known.value }
        let set = try PolicySet(parsing: text.string, limits: limits)
        memory.policies = .init(key: text, value: set)
        return set
    }

    private func schema(
        _ line: CedarForms.Members,
        _ memory: inout Memory,
        _ limits: CedarLimits
    ) throws -> Schema? {
        do {
            if let written = try line.text("schema") {
                let text = CedarText(written)
                if let known = memory.schema, known.key == text { return known.value }
                let schema = try Schema(parsing: written, limits: limits)
                memory.schema = .init(key: text, value: schema)
                return schema
            }
            guard let json = line["schema_json"] else { return nil }
            return try Schema(json: Self.document(json), limits: limits)
        } catch let error as CedarError {
            throw CedarToolError("schema cannot be read: \(error)")
        }
    }

    private static func entities(
        _ json: JSON,
        _ schema: Schema?,
        _ limits: CedarLimits
    ) throws -> Entities {
        do {
            return try Entities(json: document(json), schema: schema, limits: limits)
        } catch let error as CedarError {
            throw CedarToolError("entities cannot be read: \(error)")
        }
    }

    /// A document that may itself be the text of one.
    private static func document(_ json: JSON) throws -> JSON {
        guard let text = json.stringValue else { return json }
        return try CedarForms.json(text.utf8)
    }

    private func isValid(
        _ set: PolicySet,
        _ schema: Schema,
        _ line: CedarForms.Members,
        _ memory: inout Memory
    ) -> Bool {
        // Only texts without links are remembered: together they decide the verdict.
        var key: [CedarText]?
        if line["links"] == nil, let policies = line["policies"]?.stringValue,
            let text = line["schema"]?.stringValue
        {
            key = [CedarText(policies), CedarText(text)]
        }
        if let key, let known = memory.verdict, known.key == key { return known.value }
        let isValid = schema.validate(set).allSatisfy(\.isWarning)
        if let key { memory.verdict = .init(key: key, value: isValid) }
        return isValid
    }
}
