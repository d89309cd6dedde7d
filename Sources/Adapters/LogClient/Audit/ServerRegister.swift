internal import CanonicalJSON
internal import Governance

/// The register as a server's API shows it.
struct ServerRegister: Sendable {
    let source: LogSource
    /// The time that is left.
    let ledger: StepLedger

    private static let maximumBytes = 16 << 20
    private static let questionsInFlight = 8

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

    /// Asks several questions at a time, and takes the answers in their order.
    func eachInOrder<Answer: Sendable>(
        _ range: Range<Int>,
        piece: (Int) -> @Sendable () async throws -> Answer,
        take: (Answer) -> Void
    ) async throws(LogClientError) {
        do {
            try await OrderedWork.run(range, width: Self.questionsInFlight, piece: piece) {
                answer in
                try ledger.check()
                take(answer)
            }
        } catch let error as LogClientError {
            throw error
        } catch {
            throw LogClientError(.unusable, "comparing was cancelled")
        }
    }

    func mark() async throws(LogClientError) -> Mark {
        let json = try await json("api/register")
        guard let number = json?["position"]?.integerValue, let position = Int(exactly: number),
            let root = json?["root"]?.stringValue,
            let now = (json?["now"]?.stringValue).flatMap({ Instant(text: $0) })
        else { throw LogClientError(.unusable, "the server does not answer like a register") }
        return (position, root, now)
    }
}
