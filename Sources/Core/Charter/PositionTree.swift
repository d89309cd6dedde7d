internal import CanonicalJSON

/// Where each value of a file stands: the nodes of its tree in order, parents before children.
struct PositionTree: Sendable {
    /// One value, and the key before it where it is a member of a mapping.
    struct Node: Sendable {
        var line: Int32
        var column: Int32
        var keyLine: Int32 = 0
        var keyColumn: Int32 = 0
        /// The index of the key's name; -1 for elements of lists.
        var name: Int32 = -1
        /// The index of the first node that does not lie within this one.
        var end: Int32 = 0
    }

    private(set) var nodes: [Node] = []
    private(set) var names: [String] = []
    private var nameIndexes: [String: Int32] = [:]

    /// Adds a node that is open until ``close(_:)``.
    mutating func open(line: Int, column: Int) -> Int {
        nodes.append(
            Node(line: Int32(truncatingIfNeeded: line), column: Int32(truncatingIfNeeded: column))
        )
        nodes[nodes.count - 1].end = Int32(truncatingIfNeeded: nodes.count)
        return nodes.count - 1
    }

    mutating func setKey(_ key: String, line: Int, column: Int, of node: Int) {
        let next = Int32(truncatingIfNeeded: names.count)
        let index = nameIndexes[key] ?? next
        if index == next {
            nameIndexes[key] = next
            names.append(key)
        }
        nodes[node].name = index
        nodes[node].keyLine = Int32(truncatingIfNeeded: line)
        nodes[node].keyColumn = Int32(truncatingIfNeeded: column)
    }

    mutating func close(_ node: Int) {
        nodes[node].end = Int32(truncatingIfNeeded: nodes.count)
    }

    /// The nodes directly within a node, in order.
    func children(of node: Int) -> [Int] {
        var children: [Int] = []
        var next = node + 1
        while next < Int(nodes[node].end) {
            children.append(next)
            next = Int(nodes[next].end)
        }
        return children
    }

    /// The members of a mapping with their nodes; of a key given twice the first.
    func firstMembers(of node: Int) -> [(name: String, node: Int)] {
        var seen: Set<Int32> = []
        return children(of: node).compactMap { child in
            let name = nodes[child].name
            guard name >= 0, seen.insert(name).inserted else { return nil }
            return (names[Int(name)], child)
        }
    }

    /// The member of a mapping with that name; the first where the key was given twice.
    func member(_ key: String, of node: Int) -> Int? {
        children(of: node).first { child in
            nodes[child].name >= 0
                && names[Int(nodes[child].name)].utf8.elementsEqual(key.utf8)
        }
    }

    /// Follows a path as far as it goes; says whether that is to its end.
    func follow(
        _ path: some Sequence<JSONCodingError.PathStep>,
        from start: Int
    ) -> (node: Int, reachesEnd: Bool) {
        var node = start
        for step in path {
            switch step {
            case .key(let key):
                guard let child = member(key, of: node) else { return (node, false) }
                node = child
            case .index(let index):
                let children = children(of: node)
                guard children.indices.contains(index) else { return (node, false) }
                node = children[index]
            }
        }
        return (node, true)
    }

    func position(of node: Int, in file: String) -> SourcePosition {
        SourcePosition(file: file, line: Int(nodes[node].line), column: Int(nodes[node].column))
    }

    func keyPosition(of node: Int, in file: String) -> SourcePosition {
        guard nodes[node].name >= 0 else { return position(of: node, in: file) }
        return SourcePosition(
            file: file,
            line: Int(nodes[node].keyLine),
            column: Int(nodes[node].keyColumn)
        )
    }
}
