extension Typechecker {
    /// The attributes of a record or entity.
    private struct Attributes {
        let record: InferredRecord
        /// Whether required attributes surely exist; an entity may be absent from the store.
        let isRecord: Bool
        /// The types of the entity.
        var types: [CedarText] = []
    }

    private mutating func attributes(
        _ type: InferredType,
        _ node: Expression.ID
    ) throws(TypeFailure) -> Attributes {
        switch type {
        case .record(let record): return Attributes(record: record, isRecord: true)
        case .entity(let names):
            var common: InferredRecord?
            for name in names {
                let record = try attributes(ofEntity: name, node)
                common = common.map { InferredRecord.permissiveBound($0, record) } ?? record
            }
            return Attributes(record: common ?? .empty, isRecord: false, types: names)
        default: throw expected("a record or an entity", type, node)
        }
    }

    private mutating func attributes(
        ofEntity name: CedarText,
        _ node: Expression.ID
    ) throws(TypeFailure) -> InferredRecord {
        if let known = declared[name] { return known }
        let record: InferredRecord
        if let type = schema.entityTypes[name] {
            record = InferredRecord(type.attributes)
        } else if schema.isActionType(name) {
            record = .empty
        } else {
            throw fail(.unknownEntityType, "unknown entity type `\(name)`", node)
        }
        declared[name] = record
        return record
    }

    /// Whether there may be an attribute although its type is not known.
    private func mayHave(_ key: CedarText, _ attributes: Attributes) -> Bool {
        if attributes.isRecord { return attributes.record.isOpen }
        return attributes.types.contains { declared[$0]?[key] != nil }
    }

    mutating func attribute(
        _ key: CedarText,
        _ subject: Expression.ID,
        _ type: InferredType,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> InferredType {
        guard let declared = try attributes(type, subject).record[key] else {
            throw fail(
                .attributeNotFound,
                "attribute `\(key)` is not declared for \(type.name)",
                id
            )
        }
        let capability = Capability(subject: number(subject), key: .attribute(key))
        guard declared.isRequired || known.contains(capability) else {
            throw fail(
                .attributeNotFound,
                "unable to guarantee that the optional attribute `\(key)` exists; "
                    + "guard it with `has`",
                id
            )
        }
        return declared.type
    }

    /// Types `e has a.b.c` as `e has a && e.a has b && e.a.b has c`.
    mutating func has(
        _ inner: Expression.ID,
        _ keys: [CedarText],
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        var type = try type(of: inner, known).type
        var subject = number(inner)
        var truth = CedarType.Truth.alwaysTrue
        var gained = Capabilities()
        for (index, key) in keys.enumerated() {
            let attributes = try attributes(type, inner)
            guard let declared = attributes.record[key] else {
                guard mayHave(key, attributes) else { return .bool(.alwaysFalse) }
                if index == keys.count - 1 { return .bool(.any, gained) }
                throw fail(
                    .attributeNotFound,
                    "attribute `\(key)` is not declared for \(type.name)",
                    id
                )
            }
            let capability = Capability(subject: subject, key: .attribute(key))
            let isCertain =
                known.contains(capability) || (declared.isRequired && attributes.isRecord)
            if !isCertain {
                truth = .any
                gained.insert(capability)
            }
            type = declared.type
            subject = number(shape: .attribute(subject, key))
        }
        return .bool(truth, gained)
    }
}
