/// All items of one kind, as YAML, and files that belong to them.
struct Section {
    /// The kind in the plural, such as `mandates`; `charter` for the head.
    let kind: String
    /// The text of each item, its first line without the dash.
    var items: [String] = []
    /// Other files, by their path in the charter's folder.
    var files: [(path: String, text: String)] = []

    init(_ kind: String) { self.kind = kind }

    /// Adds an item from its members in order; values are YAML as written.
    mutating func add(_ members: KeyValuePairs<String, String?>) {
        items.append(
            members.compactMap { key, value in value.map { "\(key): \($0)" } }
                .joined(separator: "\n")
        )
    }
}
