public import CanonicalJSON
internal import Cedar

extension EntityGraph {
    /// The graph as a list of entities with their parents.
    public var json: JSON {
        .array(
            nodes.map { node in
                [
                    "uid": node.uid.json, "known": .bool(node.isKnown),
                    "layer": .integer(Int64(node.layer)),
                    "parents": .array(node.parents.map { nodes[$0].uid.json }),
                ]
            }
        )
    }
}
