import Charter
import Governance
import Testing

/// A charter file with text in it.
func file(_ path: String, _ text: String) -> CharterFile {
    CharterFile(path: path, bytes: Array(text.utf8))
}

/// A head that every charter needs.
let headText = """
    charter:
      id: testland
      name: Testland
      instance: TL

    """

/// Reads a charter of one file beside its head, `items.yaml`.
func read(_ text: String, cedar: [CharterFile] = []) throws(CharterProblems) -> CharterDocument {
    try CharterDocument(files: [file("charter.yaml", headText), file("items.yaml", text)] + cedar)
}

/// The problems of a charter of one file beside its head, each as `line:column code`.
func problems(_ text: String, cedar: [CharterFile] = []) -> [String] {
    do throws(CharterProblems) {
        _ = try read(text, cedar: cedar)
        return []
    } catch {
        return error.problems.map { problem in
            let place = problem.position.map { "\($0.line):\($0.column)" } ?? "-"
            return "\(place) \(problem.code.rawValue)"
        }
    }
}

/// The first problem of a charter of one file beside its head.
func firstProblem(_ text: String, cedar: [CharterFile] = []) throws -> CharterProblem {
    do throws(CharterProblems) {
        _ = try read(text, cedar: cedar)
    } catch {
        return try #require(error.problems.first)
    }
    throw NoProblem()
}

struct NoProblem: Error {}
