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
    /// The most seats of a body.
    public static let seats = 1000
    /// The most items in a charter.
    public static let charterItems = 100_000
    /// How far the time at which a statement was signed may lie from the time of its recording.
    public static let clockSkew = Span.minutes(15)
}
