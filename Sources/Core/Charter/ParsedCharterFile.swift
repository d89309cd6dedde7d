internal import CanonicalJSON
internal import Governance

/// One YAML file of a charter, read by itself: its items with their places, or its problems.
///
/// Files do not depend on each other until they are combined, so they can be read in parallel.
public struct ParsedCharterFile: Sendable {
    /// An item and the node of its mapping.
    struct PlacedItem: Sendable {
        var item: Item
        let node: Int
    }

    let source: SourceFile
    let positions: PositionTree
    /// The head and its node, where the file holds it.
    private(set) var head: (head: CharterHead, node: Int)?
    /// Whether the file has a head, well formed or not.
    private(set) var namesHead = false
    private(set) var items: [PlacedItem] = []
    /// What is wrong with the file.
    public private(set) var problems: [CharterProblem]

    /// The path of the file from the charter's folder.
    public var path: String { source.path }

    /// Reads a file.
    public init(_ file: CharterFile) {
        source = SourceFile(file)
        guard file.bytes.count <= CharterLimits.fileBytes else {
            positions = PositionTree()
            problems = [
                CharterProblem(
                    .tooLarge,
                    at: SourcePosition(file: file.path, line: 1, column: 1),
                    "the file has \(file.bytes.count) bytes, and "
                        + "\(CharterLimits.fileBytes) are allowed",
                    help: "split it into several files"
                )
            ]
            return
        }
        problems = source.characterProblems()
        guard problems.isEmpty else {
            positions = PositionTree()
            return
        }
        let (root, positions, problems) = file.bytes.withUnsafeBufferPointer { [source] bytes in
            var builder = TreeBuilder(source, reading: bytes)
            let root = builder.build()
            return (root, builder.positions, builder.problems)
        }
        self.positions = positions
        self.problems = problems
        if let root { read(root) }
    }

    private mutating func read(_ root: JSON) {
        guard case .object(let members) = root else {
            return note(
                .wrongType,
                at: positions.position(of: 0, in: path),
                "the file is not a mapping",
                help: "its keys are \(CharterSection.names.joined(separator: ", "))"
            )
        }
        // A key that was given twice has two nodes; the value is that of the first.
        for (name, node) in positions.firstMembers(of: 0) {
            guard problems.count < CharterLimits.problemsPerFile else { return }
            guard let value = members[name] else { continue }
            switch CharterSection(name: name) {
            case .head: readHead(value, node)
            case .items(let kind): readItems(value, of: kind, node)
            case nil:
                note(
                    .unknownKey,
                    at: positions.keyPosition(of: node, in: path),
                    "`\(name.prefix(80))` is not a part of a charter",
                    help: CharterSection.suggestion(for: name)
                )
            }
        }
    }

    private mutating func readHead(_ value: JSON, _ node: Int) {
        namesHead = true
        guard !hasProblem(within: node) else { return }
        do {
            head = (try JSONTreeDecoder().decode(CharterHead.self, from: value), node)
        } catch let error as JSONCodingError {
            note(error, under: node, members: MemberNames.head)
        } catch {
            note(.invalidValue, at: positions.position(of: node, in: path), "\(error)")
        }
    }

    private mutating func readItems(_ value: JSON, of kind: ItemKind, _ node: Int) {
        guard case .array(let elements) = value else {
            guard !hasProblem(within: node) else { return }
            return note(
                .wrongType,
                at: positions.position(of: node, in: path),
                "`\(CharterSection.items(kind).name)` is not a list",
                help: "begin each \(kind.rawValue) with `- `"
            )
        }
        items.reserveCapacity(items.count + elements.count)
        for (element, child) in zip(elements, positions.children(of: node)) {
            readItem(element, of: kind, child)
        }
    }

    private mutating func readItem(_ value: JSON, of kind: ItemKind, _ node: Int) {
        guard problems.count < CharterLimits.problemsPerFile, !hasProblem(within: node) else {
            return
        }
        do {
            let item = try Item(kind: kind, decode: FromJSON(json: value))
            items.append(PlacedItem(item: item, node: node))
        } catch let error as JSONCodingError {
            note(error, under: node, members: MemberNames.of(kind))
        } catch {
            note(.invalidValue, at: positions.position(of: node, in: path), "\(error)")
        }
    }

    private struct FromJSON: ItemDecoding {
        let json: JSON

        func callAsFunction<T: RegisterItem>(_ type: T.Type) throws -> T {
            try JSONTreeDecoder().decode(type, from: json)
        }
    }
}

extension ParsedCharterFile {
    /// Whether a value within the node was refused already, so that nothing is told twice.
    private func hasProblem(within node: Int) -> Bool {
        guard !problems.isEmpty else { return false }
        let start = positions.keyPosition(of: node, in: path)
        let end = Int(positions.nodes[node].end)
        let next =
            end < positions.nodes.count
            ? positions.keyPosition(of: end, in: path)
            : SourcePosition(file: path, line: .max, column: 1)
        return problems.contains { problem in
            problem.position.map { $0 >= start && $0 < next } ?? false
        }
    }

    private mutating func note(
        _ error: JSONCodingError,
        under node: Int,
        members: MemberNames
    ) {
        let told = DecodingFault(error, members: members)
        let (place, reachesEnd) = positions.follow(error.path, from: node)
        let position =
            told.isAboutKey && reachesEnd
            ? positions.keyPosition(of: place, in: path) : positions.position(of: place, in: path)
        note(told.code, at: position, told.reason, help: told.help)
    }

    private mutating func note(
        _ code: CharterProblem.Code,
        at position: SourcePosition,
        _ reason: String,
        help: String? = nil
    ) {
        problems.append(
            CharterProblem(
                code,
                at: position,
                reason,
                help: help,
                sourceLine: source.line(position.line)
            )
        )
    }
}
