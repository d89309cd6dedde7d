internal import CanonicalJSON
internal import Governance

/// The register as a server's API shows it.
struct ServerRegister: Sendable {
    let source: LogSource
    /// The time that is left.
    let ledger: StepLedger

    private static let maximumBytes = 16 << 20

    func json(_ path: String) async throws(LogClientError) -> JSON? {
        guard let bytes = try await source.read(path, limit: Self.maximumBytes) else { return nil }
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw LogClientError(.unusable, "`\(path)` of the server is no JSON: \(error)")
        }
    }

    /// Where the server says that its register and its clock stand.
    typealias Mark = (position: Int, root: String, now: Instant)

    func mark() async throws(LogClientError) -> Mark {
        let json = try await json("api/register")
        guard let number = json?["position"]?.integerValue, let position = Int(exactly: number),
            let root = json?["root"]?.stringValue,
            let now = (json?["now"]?.stringValue).flatMap({ Instant(text: $0) })
        else { throw LogClientError(.unusable, "the server does not answer like a register") }
        return (position, root, now)
    }
}
