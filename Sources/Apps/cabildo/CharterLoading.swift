import Charter
import CharterFolder
import Governance

/// Reads charters from disk, one file a task.
enum CharterLoading {
    /// The register that the charter in a folder would found.
    static func source(_ path: String) -> RegisterSource {
        {
            let document = try await document(at: path)
            return SourcedRegister(
                register: Register(drafting: document.content),
                sources: document.sources
            )
        }
    }

    /// The charter in a folder.
    ///
    /// - Throws: `CharterFolderError` or `CharterProblems`.
    static func document(at path: String) async throws -> CharterDocument {
        let files = try CharterFolder(path).read()
        let parsed = await withTaskGroup(of: ParsedCharterFile.self) { group in
            for file in files where file.isYAML {
                group.addTask { ParsedCharterFile(file) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return try CharterDocument(combining: parsed, cedar: files.filter(\.isCedar))
    }
}
