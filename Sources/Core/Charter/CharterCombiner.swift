internal import Governance

/// Puts the files of a charter together: one head, no item twice, and the texts of the rules.
struct CharterCombiner {
    private(set) var sources = SourceMap()
    private(set) var items: [Item] = []
    private(set) var head: CharterHead?
    private(set) var problems: [CharterProblem] = []
    private var namesHead = false
    private var seen: Set<ItemReference> = []
    private let cedar: [String: CharterFile]

    init(cedar: [CharterFile]) {
        self.cedar = Dictionary(cedar.map { ($0.path, $0) }) { first, _ in first }
        for file in cedar { sources.add(SourceFile(file)) }
    }

    mutating func checkLimits(_ files: [ParsedCharterFile], _ cedar: [CharterFile]) {
        let bytes =
            files.reduce(0) { $0 + $1.source.bytes.count }
            + cedar.reduce(0) { $0 + $1.bytes.count }
        if files.count + cedar.count > CharterLimits.files {
            problems.append(
                CharterProblem(
                    .tooLarge,
                    at: nil,
                    "the charter has \(files.count + cedar.count) files, and "
                        + "\(CharterLimits.files) are allowed"
                )
            )
        }
        if bytes > CharterLimits.folderBytes {
            problems.append(
                CharterProblem(
                    .tooLarge,
                    at: nil,
                    "the charter has \(bytes) bytes, and \(CharterLimits.folderBytes) are allowed"
                )
            )
        }
    }

    mutating func add(_ file: ParsedCharterFile) {
        sources.add(file.source, file.positions)
        problems += file.problems
        if let found = file.head { add(found.head, found.node, of: file) }
        namesHead = namesHead || file.namesHead
        items.reserveCapacity(items.count + file.items.count)
        for placed in file.items { add(placed, of: file) }
    }

    private mutating func add(_ found: CharterHead, _ node: Int, of file: ParsedCharterFile) {
        guard head == nil else {
            let first = sources.position(of: nil).map { ", and \($0.file) has one" } ?? ""
            return note(
                .duplicateHead,
                at: file.positions.keyPosition(of: node, in: file.path),
                "the charter has a second head\(first)",
                help: "keep one `charter:` in the folder",
                in: file
            )
        }
        head = found
        sources.place(nil, at: node)
    }

    private mutating func add(
        _ placed: ParsedCharterFile.PlacedItem,
        of file: ParsedCharterFile
    ) {
        let reference = placed.item.reference
        guard seen.insert(reference).inserted else {
            let first = sources.position(of: reference).map { " at \($0)" } ?? ""
            return note(
                .duplicateItem,
                at: file.positions.position(of: placed.node, in: file.path),
                "\(reference) was given before\(first)",
                help: "choose another identifier",
                in: file
            )
        }
        sources.place(reference, at: placed.node)
        guard items.count < KernelLimits.charterItems else {
            if items.count == KernelLimits.charterItems, !problems.contains(where: isItemLimit) {
                problems.append(itemLimit)
            }
            return
        }
        if case .rule(let rule) = placed.item {
            if let complete = complete(rule, placed.node, of: file) {
                items.append(.rule(complete))
            }
        } else {
            items.append(placed.item)
        }
    }

    private let itemLimit = CharterProblem(
        .tooLarge,
        at: nil,
        "the charter has more than \(KernelLimits.charterItems) items"
    )

    private func isItemLimit(_ problem: CharterProblem) -> Bool { problem == itemLimit }

    /// The rule with the text of its Cedar file in place of the file's path.
    private mutating func complete(
        _ rule: Rule,
        _ node: Int,
        of file: ParsedCharterFile
    ) -> Rule? {
        let place =
            sources.position(of: ItemReference(kind: .rule, key: rule.id.text), field: "cedar")
            ?? file.positions.position(of: node, in: file.path)
        guard let path = RelativePath.resolve(rule.cedar, from: file.path) else {
            note(
                .missingFile,
                at: place,
                "`\(rule.cedar.prefix(200))` does not name a file within the charter's folder",
                help: "give the path of a `.cedar` file from the place of this file",
                in: file
            )
            return nil
        }
        guard let text = cedar[path] else {
            note(
                .missingFile,
                at: place,
                "there is no file `\(path.prefix(200))`",
                help: nearestFile(to: path).map { "did you mean `\($0)`?" },
                in: file
            )
            return nil
        }
        guard let cedar = String(validating: text.bytes, as: UTF8.self) else {
            note(.invalidUTF8, at: place, "the file `\(path)` is not UTF-8 text", in: file)
            return nil
        }
        sources.setCedarFile(path, of: rule.id)
        return Rule(
            id: rule.id,
            name: rule.name,
            subject: rule.subject,
            safeguards: rule.safeguards,
            cedar: cedar,
            review: rule.review,
            from: rule.from,
            until: rule.until
        )
    }

    /// Suggestions cost a comparison with every file, so only the first problems get one.
    private func nearestFile(to path: String) -> String? {
        guard problems.count < CharterLimits.problemsPerFile else { return nil }
        return Spelling.nearest(to: path, among: cedar.keys.sorted())
    }

    /// All problems, with one more where no file has a head.
    func problemsWithHead() -> [CharterProblem] {
        guard !namesHead else { return problems }
        return problems + [
            CharterProblem(
                .missingHead,
                at: nil,
                "no file has a head",
                help: "begin charter.yaml with `charter:` and its `id`, `name` and `instance`"
            )
        ]
    }

    private mutating func note(
        _ code: CharterProblem.Code,
        at position: SourcePosition,
        _ reason: String,
        help: String? = nil,
        in file: ParsedCharterFile
    ) {
        problems.append(
            CharterProblem(
                code,
                at: position,
                reason,
                help: help,
                sourceLine: file.source.line(position.line)
            )
        )
    }
}
