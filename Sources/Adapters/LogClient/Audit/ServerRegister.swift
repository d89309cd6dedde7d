internal import CanonicalJSON
internal import Governance

/// The register as a server's API shows it.
struct ServerRegister: Sendable {
    let source: LogSource

    private static let maximumBytes = 16 << 20
    private static let page = 500
    /// The most rows of one list.
    private static let maximumRows = 1_000_000

    func json(_ path: String) async throws(LogClientError) -> JSON? {
        guard let bytes = try await source.read(path, limit: Self.maximumBytes) else { return nil }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw LogClientError(.unusable, "`\(path)` of the server is no JSON: \(error)")
        }
    }

    func mark() async throws(LogClientError) -> (position: Int, root: String, now: Instant) {
        let json = try await json("api/register")
        guard let number = json?["position"]?.integerValue, let position = Int(exactly: number),
            let root = json?["root"]?.stringValue,
            let now = (json?["now"]?.stringValue).flatMap({ Instant(text: $0) })
        else { throw LogClientError(.unusable, "the server does not answer like a register") }
        return (position, root, now)
    }

    /// All rows of a list, page by page.
    func rows(
        _ path: String,
        _ name: String,
        _ query: String = "",
        key: (JSON) -> String?
    ) async throws(LogClientError) -> [(key: String, row: JSON)] {
        var rows: [(key: String, row: JSON)] = []
        var after = ""
        while rows.count < Self.maximumRows {
            let json = try await json("\(path)?limit=\(Self.page)&after=\(after)\(query)")
            guard let page = json?[name]?.arrayValue else {
                throw LogClientError(.unusable, "`\(path)` of the server is no list of \(name)")
            }
            for row in page {
                guard let key = key(row), !key.isEmpty, key.utf8.count < 400,
                    key.allSatisfy(Self.isPath)
                else { throw LogClientError(.unusable, "a row of `\(path)` has no identifier") }
                guard key.utf8.lexicographicallyPrecedes(after.utf8) == false, key != after else {
                    throw LogClientError(.unusable, "`\(path)` of the server is not in order")
                }
                after = key
                rows.append((key, row))
            }
            if page.count < Self.page { return rows }
        }
        throw LogClientError(.tooLarge, "`\(path)` of the server has too many rows")
    }

    private static func isPath(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "-_./".contains(character))
    }

    /// Compares rows with those that the log makes: what is hidden, made up or shown otherwise.
    static func compare(
        _ shown: [(key: String, row: JSON)],
        with made: [(key: String, row: JSON)],
        hidden: (String) -> AuditFinding,
        madeUp: (String) -> AuditFinding,
        other: (String, [String]) -> AuditFinding
    ) -> [AuditFinding] {
        let theirs = Dictionary(shown.map { ($0.key, $0.row) }) { first, _ in first }
        let ours = Set(made.map(\.key))
        var findings: [AuditFinding] = []
        for (key, row) in made {
            guard let their = theirs[key] else {
                findings.append(hidden(key))
                continue
            }
            let names = differences(row, their)
            if !names.isEmpty { findings.append(other(key, names)) }
        }
        for (key, _) in shown where !ours.contains(key) { findings.append(madeUp(key)) }
        return findings
    }

    /// The members of a value that are shown otherwise; what is shown besides is not judged.
    static func differences(_ made: JSON, _ shown: JSON) -> [String] {
        guard let members = made.objectValue else { return made == shown ? [] : ["value"] }
        return members.filter { shown[$0.key] != $0.value }.map(\.key)
    }
}
