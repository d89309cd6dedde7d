extension InferredType {
    /// The least type that covers two types, or nil where there is none.
    ///
    /// In strict mode the types must be equal but for what is known of booleans. In permissive mode
    /// entity types join to unions, and of two records the attributes remain that both have.
    static func bound(
        _ left: InferredType,
        _ right: InferredType,
        _ mode: Schema.Mode
    ) -> InferredType? {
        switch (left, right) {
        case (.never, let other), (let other, .never): return other
        case (.bool(let mine), .bool(let theirs)): return .bool(mine == theirs ? mine : .any)
        case (.set(let mine), .set(let theirs)): return bound(mine, theirs, mode).map(Self.set)
        case (.record(let mine), .record(let theirs)):
            let record =
                mode == .strict
                ? InferredRecord.strictBound(mine, theirs)
                : InferredRecord.permissiveBound(mine, theirs)
            return record.map(Self.record)
        case (.entity(let mine), .entity(let theirs)) where mode == .permissive:
            return mine == theirs ? left : .entity(Set(mine).union(theirs).sorted())
        default: return left == right ? left : nil
        }
    }
}

extension InferredRecord {
    fileprivate static func strictBound(
        _ left: InferredRecord,
        _ right: InferredRecord
    ) -> InferredRecord? {
        guard left.attributes.count == right.attributes.count else { return nil }
        var attributes: [Attribute] = []
        for (first, second) in zip(left.attributes, right.attributes) {
            guard first.name == second.name, first.isRequired == second.isRequired,
                let type = InferredType.bound(first.type, second.type, .strict)
            else { return nil }
            attributes.append(
                Attribute(name: first.name, type: type, isRequired: first.isRequired)
            )
        }
        return InferredRecord(attributes: attributes)
    }

    /// The attributes of both, without those whose types have no common bound.
    static func permissiveBound(
        _ left: InferredRecord,
        _ right: InferredRecord
    ) -> InferredRecord {
        var attributes: [Attribute] = []
        var isOpen = left.isOpen || right.isOpen
        var mine = left.attributes[...]
        var theirs = right.attributes[...]
        while let first = mine.first, let second = theirs.first {
            if first.name < second.name {
                mine.removeFirst()
                isOpen = true
            } else if second.name < first.name {
                theirs.removeFirst()
                isOpen = true
            } else {
                mine.removeFirst()
                theirs.removeFirst()
                guard let type = InferredType.bound(first.type, second.type, .permissive) else {
                    isOpen = true
                    continue
                }
                attributes.append(
                    Attribute(
                        name: first.name,
                        type: type,
                        isRequired: first.isRequired && second.isRequired
                    )
                )
            }
        }
        if !mine.isEmpty || !theirs.isEmpty { isOpen = true }
        return InferredRecord(attributes: attributes, isOpen: isOpen)
    }
}
