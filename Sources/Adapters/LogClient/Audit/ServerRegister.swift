internal import CanonicalJSON
internal import Governance

/// The register as a server's API shows it.
struct ServerRegister: Sendable {
    let source: LogSource
    /// The time that is left.
    let ledger: StepLedger
    /// When the moment was chosen for which the server is asked.
    var asked = ContinuousClock.now

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
    struct Mark {
        let position: Int
        let root: Digest
        let now: Instant
        /// The whole answer.
        let answer: JSON
    }

    func mark() async throws(LogClientError) -> Mark {
        guard let answer = try await json("api/register"),
            let number = answer["position"]?.integerValue, let position = Int(exactly: number),
            position >= 0, let root = (answer["root"]?.stringValue).flatMap(Digest.init(text:)),
            let now = (answer["now"]?.stringValue).flatMap({ Instant(text: $0) })
        else { throw LogClientError(.unusable, "the server does not answer like a register") }
        return Mark(position: position, root: root, now: now, answer: answer)
    }

    /// Something that the server is asked for by itself, and the answer that the log makes.
    struct Question {
        let path: String
        let made: @Sendable () throws(LogClientError) -> JSON
        /// The finding, by what is the matter with the answer.
        let finding: (Difference) -> AuditFinding
    }

    /// Asks several questions at a time, and compares the answers in their order.
    func compare(
        _ questions: [Question],
        _ findings: inout Findings
    ) async throws(LogClientError) {
        do {
            try await OrderedWork.run(
                questions.indices,
                width: Self.questionsInFlight,
                piece: { index in
                    let (path, made) = (questions[index].path, questions[index].made)
                    return { try await (index, difference(of: path, from: made())) }
                },
                take: { (answer: (index: Int, difference: Difference?)) in
                    try ledger.check()
                    guard let difference = answer.difference else { return }
                    findings.add(questions[answer.index].finding(difference))
                }
            )
        } catch let error as LogClientError {
            throw error
        } catch {
            throw LogClientError(.unusable, "comparing was cancelled")
        }
    }

    private func difference(
        of path: String,
        from made: JSON
    ) async throws(LogClientError) -> Difference? {
        guard let shown = try await json(path) else { return .hidden }
        let names = Self.differences(made, shown)
        return names.isEmpty ? nil : .other(names)
    }

    static func encode(_ value: some Encodable) throws(LogClientError) -> JSON {
        do {
            return try JSONTreeEncoder().encode(value)
        } catch {
            throw LogClientError(.unusable, "a part of the register has no JSON form: \(error)")
        }
    }
}
