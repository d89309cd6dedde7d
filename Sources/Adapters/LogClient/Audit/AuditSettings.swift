public import TransparencyLog

/// How an audit is done.
public struct AuditSettings: Sendable {
    /// Which witnesses must have signed; none when left out.
    public var policy: WitnessPolicy?
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

    /// The default settings.
    public init() {}
}
