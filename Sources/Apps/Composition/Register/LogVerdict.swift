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
    /// - Throws: `LogClientError` when the log cannot be read; what it says against itself is in the
    ///   verdict.
    public static func reach(
        on source: LogSource,
        by verifiers: [NoteVerifier],
        progress: (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> LogVerdict {
        var log = VerifiedLog(verifiers: verifiers)
        let entries: [[UInt8]]
        do {
            entries = try await log.advance(from: source, progress: progress)
        } catch {
            guard error.isEvidence || error.code == .badCheckpoint else { throw error }
            return against("\(error.reason)")
        }
        var register = Register()
        for (position, bytes) in entries.enumerated() {
            do {
                try register.append(try Entry(canonical: bytes))
            } catch {
                return against(
                    "entry \(position) does not hold: \(error.reason) (\(error.code.rawValue))"
                )
            }
        }
        if let path = try await TileComparison.firstWrongTile(of: entries, in: source) {
            return against("hash tile `\(path)` is not that of the entries")
        }
        return LogVerdict(
            size: log.size,
            logRoot: log.rootText,
            register: register,
            root: try register.root(),
            checkpoint: log.checkpoint,
            fault: nil
        )
    }

    /// Reads and checks a log of one key, as ``reach(on:by:progress:)``.
    public static func reach(
        on source: LogSource,
        by verifier: NoteVerifier,
        progress: (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> LogVerdict {
        try await reach(on: source, by: [verifier], progress: progress)
    }

    private static func against(_ fault: String) -> LogVerdict {
        LogVerdict(
            size: 0,
            logRoot: "",
            register: nil,
            root: nil,
            checkpoint: nil,
            fault: fault
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
