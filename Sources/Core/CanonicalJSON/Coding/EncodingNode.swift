/// A value under construction.
final class EncodingNode {
    private enum Kind {
        case empty, value, array, object
        /// An object whose keys come from a Swift dictionary, which has no order to repeat.
        case dictionary
    }

    private var kind = Kind.empty
    private var value = JSON.null
    private var elements: [JSON] = []
    private var members = JSONObject()
    /// Parts that a nested container may still change, by their place; `null` stands there so far.
    private var openElements: [Int: EncodingNode] = [:]
    private var openMembers: [String: EncodingNode] = [:]

    var count: Int { elements.count }

    func set(_ value: JSON) {
        kind = .value
        self.value = value
    }

    func becomeArray() { kind = .array }

    func becomeObject(_ form: KeyedForm) {
        guard kind != .object, kind != .dictionary else { return }
        if case .dictionary = form { kind = .dictionary } else { kind = .object }
        members.reserveForParsing()
    }

    func append(_ value: JSON) { elements.append(value) }

    func append(_ node: EncodingNode) {
        openElements[elements.count] = node
        elements.append(.null)
    }

    func set(_ value: JSON, for name: String) {
        if !openMembers.isEmpty { openMembers[name] = nil }
        members[name] = value
    }

    func set(_ node: EncodingNode, for name: String) {
        members[name] = .null
        openMembers[name] = node
    }

    /// The JSON value; nesting is bounded by the depth check of the containers.
    func finished() -> JSON {
        for (place, node) in openElements { elements[place] = node.finished() }
        for (name, node) in openMembers { members[name] = node.finished() }
        switch kind {
        case .empty: return .object([:])
        case .value: return value
        case .array: return .array(elements)
        case .object: return .object(members)
        case .dictionary:
            return .object(JSONObject(members.sorted { $0.key.precedesInUTF16($1.key) }))
        }
    }
}
