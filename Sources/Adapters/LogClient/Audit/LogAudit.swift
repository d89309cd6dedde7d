public import Governance
public import TransparencyLog

/// An audit of a register by an outsider: everything is read, and made anew.
///
/// The signature of the checkpoint, every hash, every entry's signature and procedure are checked,
/// and then what the server shows is compared with the register that the entries make.
public struct LogAudit: Sendable {
    /// The keys of the log, of which one must have signed.
    let verifiers: [NoteVerifier]
    let source: LogSource
    let state: AuditState?
    let server: LogSource?
    let settings: AuditSettings

    /// The keys that a checkpoint may have been signed with, now or before.
    var allVerifiers: [NoteVerifier] { verifiers + settings.formerVerifiers }

    /// What is told while an audit runs: entries read and checked, of how many.
    public typealias Progress = @Sendable (_ read: Int, _ of: Int) -> Void

    /// Prepares an audit.
    ///
    /// - Parameters:
    ///   - source: where the log is.
    ///   - verifiers: the keys that the log is trusted by, of which one must have signed; all of one
    ///     name.
    ///   - state: what the last audit kept; none when left out.
    ///   - server: where the register's API is, `/api` left out; none for a static folder.
    ///   - settings: how the audit is done.
    public init(
        of source: LogSource,
        by verifiers: [NoteVerifier],
        state: AuditState? = nil,
        server: LogSource? = nil,
        settings: AuditSettings
    ) {
        self.source = source
        self.verifiers = verifiers
        self.state = state
        self.server = server
        self.settings = settings
    }

    /// Audits.
    ///
    /// - Parameter progress: told now and then how far the audit is.
    /// - Returns: what was found; it never throws, since an audit that breaks off is a result too.
    public func run(progress: @escaping Progress = { _, _ in }) async -> AuditReport {
        await replay(progress: progress).report
    }

    /// What an audit found, and what it made on the way.
    public struct Replayed: Sendable {
        /// What was found.
        public let report: AuditReport
        /// The register that the entries make; `nil` unless all of them were replayed.
        public let register: Register?
        /// The checkpoint; `nil` when it does not hold.
        public let checkpoint: SignedCheckpoint?
    }

    /// Audits, as ``run(progress:)``, and gives the register that the entries make.
    public func replay(progress: @escaping Progress = { _, _ in }) async -> Replayed {
        var run = AuditRun(self)
        do throws(LogClientError) {
            let lock = try state.map { state throws(LogClientError) in try state.lock() }
            try await run.all(progress)
            _ = consume lock
        } catch {
            run.breakOff(error)
        }
        return Replayed(
            report: run.report,
            register: run.report.registerRoot == nil ? nil : run.register,
            checkpoint: run.signed
        )
    }
}
