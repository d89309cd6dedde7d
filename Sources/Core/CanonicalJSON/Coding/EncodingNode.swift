/// A value under construction.
final class EncodingNode {
    /// A finished part, or one that a nested container may still change.
    enum Part {
        case value(JSON)
        case node(EncodingNode)

        func finished() -> JSON {
            switch self {
            case .value(let json): json
            case .node(let node): node.finished()
            }
        }
    }

    private enum Content {
        case empty
        case value(JSON)
        case array([Part])
        case object([(name: String, part: Part)], KeyedForm)
    }

    private var content = Content.empty

    var count: Int {
        guard case .array(let parts) = content else { return 0 }
        return parts.count
    }

    func set(_ value: JSON) {
        content = .value(value)
    }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    func becomeObject(_ form: KeyedForm) {
        if case .object = content { return }
        content = .object([], form)
    }

    func append(_ part: Part) {
        guard case .array(var parts) = content else { return }
        content = .empty
        parts.append(part)
        content = .array(parts)
    }

    func set(_ part: Part, for name: String) {
        guard case .object(var members, let form) = content else { return }
        content = .empty
        members.append((name, part))
        content = .object(members, form)
    }

    /// The JSON value; nesting is bounded by the depth check of the containers.
    func finished() -> JSON {
        switch content {
        case .empty: .object([:])
        case .value(let json): json
        case .array(let parts): .array(parts.map { $0.finished() })
        case .object(let members, let form): .object(EncodingNode.object(of: members, form))
        }
    }

    private static func object(
        of members: [(name: String, part: Part)],
        _ form: KeyedForm
    ) -> JSONObject {
        var ordered = members
        if case .dictionary = form {
            // Swift's dictionaries have no order of their own that could be repeated.
            ordered.sort { $0.name.precedesInUTF16($1.name) }
        }
        return JSONObject(ordered.lazy.map { (key: $0.name, value: $0.part.finished()) })
    }
}
