/// What a mandate lets its holder do on a subject.
public enum Function: String, Codable, Hashable, Sendable, CaseIterable {
    /// Make decisions that bind others.
    case decide
    /// Run the building block day by day.
    case operate
    /// Watch over those who operate.
    case supervise
    /// Pay for it.
    case fund
    /// Keep it working and improve it.
    case maintain
    /// Be heard, without a vote.
    case advise
}
