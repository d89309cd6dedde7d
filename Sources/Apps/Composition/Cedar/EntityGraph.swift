public import Cedar

/// The hierarchy of entities as a drawing: who stands below whom.
public struct EntityGraph: Sendable {
    /// The most entities that a drawing may have.
    public static let maximumNodes = 20_000

    /// An entity in the drawing.
    struct Node: Sendable {
        let uid: EntityUID
        /// The place of its type among the types.
        let type: Int
        /// Whether it is in the store, and not only named as a parent.
        let isKnown: Bool
        let parents: [Int]
        /// How far below the topmost entity it stands.
        let layer: Int
    }

    /// The nodes, sorted by type and identifier.
    let nodes: [Node]
    /// The types that occur, sorted.
    let types: [String]

    /// Makes the graph of a store.
    public init(_ entities: Entities) throws(CedarToolError) {
        let known = entities.all
        var uids = Set(known.map(\.uid))
        for entity in known { uids.formUnion(entity.parents) }
        guard uids.count <= Self.maximumNodes else {
            throw CedarToolError("more than \(Self.maximumNodes) entities cannot be drawn")
        }
        let sorted = uids.sorted()
        var numbers: [EntityUID: Int] = [:]
        for (number, uid) in sorted.enumerated() { numbers[uid] = number }
        let parents = sorted.map { uid in
            Set(entities[uid]?.parents ?? []).compactMap { numbers[$0] }.sorted()
        }
        let layers = Self.layers(parents)
        var types: [String] = []
        var nodes: [Node] = []
        for (number, uid) in sorted.enumerated() {
            if types.last.map({ CedarText($0) }) != uid.typeName { types.append(uid.type) }
            nodes.append(
                Node(
                    uid: uid,
                    type: types.count - 1,
                    isKnown: entities[uid] != nil,
                    parents: parents[number],
                    layer: layers[number]
                )
            )
        }
        self.nodes = nodes
        self.types = types
    }

    /// The longest way up from each node; the store has no cycles.
    private static func layers(_ parents: [[Int]]) -> [Int] {
        var children = [[Int]](repeating: [], count: parents.count)
        var open = parents.map(\.count)
        for (child, above) in parents.enumerated() {
            for parent in above { children[parent].append(child) }
        }
        var layers = [Int](repeating: 0, count: parents.count)
        var queue = parents.indices.filter { parents[$0].isEmpty }
        while let next = queue.popLast() {
            for child in children[next] {
                layers[child] = max(layers[child], layers[next] + 1)
                open[child] -= 1
                if open[child] == 0 { queue.append(child) }
            }
        }
        return layers
    }

    /// The graph in the language of Graphviz; edges lead from an entity to its parents.
    public var dot: String {
        var text = "digraph entities {\n  rankdir=BT;\n"
        text += "  node [shape=box, style=filled, fontname=\"sans-serif\"];\n"
        for (number, node) in nodes.enumerated() {
            let label = Self.dotQuoted(node.uid.description)
            let style = node.isKnown ? "filled" : "\"filled,dashed\""
            text += "  n\(number) [label=\(label), style=\(style), "
            text += "fillcolor=\"\(Self.color(node.type))\"];\n"
        }
        for (number, node) in nodes.enumerated() {
            for parent in node.parents { text += "  n\(number) -> n\(parent);\n" }
        }
        return text + "}\n"
    }

    /// The fill for a type: light, so that black text is legible on it.
    static func color(_ place: Int) -> String {
        let palette = [
            "#cfe2f3", "#d9ead3", "#fff2cc", "#f4cccc", "#d9d2e9", "#fce5cd", "#d0e0e3",
            "#ead1dc", "#e2efda", "#ededed", "#ddebf7", "#fde9d9",
        ]
        return palette[place % palette.count]
    }

    private static func dotQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}", "\u{7F}": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
