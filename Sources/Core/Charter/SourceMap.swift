internal import CanonicalJSON
public import Governance

/// Where the items of a charter stand in its files.
public struct SourceMap: Sendable {
    private struct Place: Sendable {
        let file: Int
        let node: Int
    }

    private var sources: [SourceFile] = []
    private var trees: [PositionTree] = []
    private var sourceIndexes: [String: Int] = [:]
    private var places: [ItemReference: Place] = [:]
    private var head: Place?
    private var cedarFiles: [String: String] = [:]

    init() {}

    /// How many files the charter has, those of its rules included.
    public var fileCount: Int { sources.count }

    /// Where an item stands, or a member of it.
    ///
    /// - Parameters:
    ///   - reference: the item; `nil` for the head of the charter.
    ///   - field: a member such as `office`, or a path such as `seats[2].office`; where the item
    ///     does not give it, the nearest place around it counts.
    /// - Returns: the place; `nil` when the charter does not have the item.
    public func position(
        of reference: ItemReference?,
        field: String? = nil
    ) -> SourcePosition? {
        guard let place = reference.map({ places[$0] }) ?? head else { return nil }
        let path = field.map(Self.steps) ?? []
        let node = trees[place.file].follow(path, from: place.node).node
        return trees[place.file].position(of: node, in: sources[place.file].path)
    }

    /// The path of the file that holds the Cedar text of a rule.
    public func cedarFile(of rule: RuleID) -> String? { cedarFiles[rule.text] }

    /// The text of a line of one of the files, without its end; cut after 400 bytes.
    public func line(_ number: Int, of file: String) -> String? {
        sourceIndexes[file].flatMap { sources[$0].line(number) }
    }

    mutating func add(_ source: SourceFile, _ tree: PositionTree = PositionTree()) {
        sourceIndexes[source.path] = sources.count
        sources.append(source)
        trees.append(tree)
    }

    /// Notes where an item stands, or with `nil` the head, in the file that was added last.
    mutating func place(_ reference: ItemReference?, at node: Int) {
        let place = Place(file: sources.count - 1, node: node)
        if let reference { places[reference] = place } else { head = place }
    }

    mutating func setCedarFile(_ path: String, of rule: RuleID) { cedarFiles[rule.text] = path }

    /// The steps of a path such as `seats[2].office`.
    private static func steps(of field: String) -> [JSONCodingError.PathStep] {
        var steps: [JSONCodingError.PathStep] = []
        for part in field.split(separator: ".") {
            let pieces = part.split(separator: "[")
            guard let name = pieces.first else { continue }
            steps.append(.key(String(name)))
            for piece in pieces.dropFirst() {
                guard piece.last == "]", let index = Int(piece.dropLast()) else { return steps }
                steps.append(.index(index))
            }
        }
        return steps
    }
}
