public import Governance

/// A charter read from its files: its content, and where each item stands.
public struct CharterDocument: Sendable {
    /// The head and the items, in the order of the files.
    public let content: CharterContent
    /// Where the items stand.
    public let sources: SourceMap

    /// Reads the files of a charter.
    ///
    /// - Parameter files: the YAML and Cedar files of the folder, in any order; others are left
    ///   aside.
    /// - Throws: ``CharterProblems`` with everything that was found, one for each item or value.
    public init(files: [CharterFile]) throws(CharterProblems) {
        try self.init(
            combining: files.filter(\.isYAML).map(ParsedCharterFile.init),
            cedar: files.filter(\.isCedar)
        )
    }

    /// Combines files that were read by themselves.
    ///
    /// - Parameters:
    ///   - parsed: the YAML files, in any order.
    ///   - cedar: the files that hold the Cedar texts of the rules.
    /// - Throws: ``CharterProblems`` with the problems of the files and those between them.
    public init(
        combining parsed: [ParsedCharterFile],
        cedar: [CharterFile] = []
    ) throws(CharterProblems) {
        var combiner = CharterCombiner(cedar: cedar)
        combiner.checkLimits(parsed, cedar)
        let ordered = parsed.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        for file in ordered { combiner.add(file) }
        guard combiner.problems.isEmpty, let head = combiner.head else {
            throw CharterProblems(combiner.problemsWithHead())
        }
        content = CharterContent(charter: head, items: combiner.items)
        sources = combiner.sources
    }
}
