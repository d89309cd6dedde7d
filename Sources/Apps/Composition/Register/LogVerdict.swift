public import Governance
public import LogClient
public import TransparencyLog

/// What an outsider finds about a log by reading and replaying all of it.
public struct LogVerdict: Sendable {
    /// How many entries were read and checked.
    public let size: Int
    /// The root of the log's tree, in base64.
    public let logRoot: String
    /// The register that the entries make; `nil` when one of them does not follow.
    public let register: Register?
    /// The root of that register.
    public let root: Digest?
    /// The checkpoint that holds, with its signatures; `nil` when it does not.
    public let checkpoint: SignedCheckpoint?
    /// What does not hold; `nil` when all does.
    public let fault: String?

    /// Whether everything holds.
    public var holds: Bool { fault == nil }

    /// Reads and checks a log, and replays it.
    ///
    /// - Parameters:
    ///   - source: where the log is.
    ///   - verifiers: the keys of the log, of which one must have signed.
    ///   - progress: told how many of how many entries have been read, now and then.
    /// - Returns: the verdict.
    /// - Throws: `LogClientError` when the log cannot be read; what it says against itself is in the
    ///   verdict.
    public static func reach(
        on source: LogSource,
        by verifiers: [NoteVerifier],
        progress: @escaping LogAudit.Progress = { _, _ in }
    ) async throws -> LogVerdict {
        let audit = LogAudit(
            of: source,
            by: verifiers,
            settings: AuditSettings { SystemClock.now() }
        )
        let replayed = await audit.replay(progress: progress)
        let report = replayed.report
        if report.verdict == .cannotBeChecked {
            throw LogClientError(.unusable, report.failure ?? "the log cannot be checked")
        }
        return LogVerdict(
            size: report.size,
            logRoot: report.logRoot,
            register: replayed.register,
            root: report.registerRoot.flatMap { Digest(text: $0) },
            checkpoint: replayed.checkpoint,
            fault: report.findings.first?.sentence
        )
    }

    /// The verdict in words.
    public var text: String {
        if let fault { return "the record does NOT hold: \(fault)\n" }
        let acts = register?.acts.count ?? 0
        return """
            the record holds
              log: \(size) entries, root \(logRoot), signed by the log's key
              register: \(acts) acts, root \(root?.text ?? "")
              every hash, signature, procedure and effect was checked by replay

            """
    }
}
