/// Limits on what an entry may hold.
public enum KernelLimits {
    /// The largest statement other than a charter, in bytes of canonical JSON.
    public static let statementBytes = 262_144
    /// The most effects in a proposal.
    public static let effects = 200
    /// The longest title, in bytes of UTF-8.
    public static let titleBytes = 300
    /// The longest free text (reasons, a comment, an answer), in bytes of UTF-8.
    public static let textBytes = 32_768
    /// The most comments on one proposal.
    public static let comments = 10_000
    /// The most text in the comments on one proposal and their answers, in bytes of UTF-8: whoever
    /// reads the proposal reads them all.
    public static let commentBytes = 4_194_304
    /// The most seats of a body.
    public static let seats = 1000
    /// The most items in a charter.
    public static let charterItems = 100_000
    /// How far the time at which a statement was signed may lie from the time of its recording.
    public static let clockSkew = Span.minutes(15)
    /// The shortest time between two anchors of one log.
    public static let anchorInterval = Span.minutes(10)
    /// The most anchors of one institution in any 24 hours.
    public static let anchorsPerDay = 200
    /// The most logs that one institution begins to anchor in any 30 days.
    public static let anchoredLogs = 64
    /// The largest size of an anchored log: 2^53 - 1, exact in every JSON reader (RFC 8785).
    public static let anchorSize = 9_007_199_254_740_991
    /// The most keys that an official adopts under one text of the register.
    public static let adoptedKeys = 64
    /// The most keys of the register's own log that are not retired.
    public static let logKeys = 64
}
