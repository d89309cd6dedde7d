public import Governance
public import TransparencyLog

/// How an audit is done.
public struct AuditSettings: Sendable {
    /// Which witnesses must have signed; none when left out.
    public var policy: WitnessPolicy?
    /// Cosignatures that are older count as missing, in seconds; their age does not matter when
    /// left out.
    public var maximumCosignatureSeconds: Int64?
    /// Keys that the log was signed with before; they are trusted only for what was audited last.
    public var formerVerifiers: [NoteVerifier] = []
    /// The auditor's clock, which chooses the moment for which the server is asked.
    ///
    /// A server whose clock differs by more than ``clockToleranceSeconds`` cannot be compared: what
    /// it shows as in force is of another moment.
    public var now: @Sendable () -> Instant
    /// The most bundles that are read ahead at a time.
    public var bundlesInFlight = 6
    /// Whether the entries are replayed; without it only the tree is checked.
    public var replays = true
    /// The most entries of a log.
    public var maximumEntries = 50_000_000
    /// The longest an audit lasts, in seconds: a server may be slow on purpose.
    public var maximumSeconds = 6 * 3600
    /// How long the audit waits for a server whose register follows the log, in milliseconds.
    public var followMilliseconds = 500

    /// How far a server's clock may be from the auditor's, in seconds.
    public static let clockToleranceSeconds: Int64 = 600

    /// The default settings, with a clock.
    public init(now: @escaping @Sendable () -> Instant) { self.now = now }
}
