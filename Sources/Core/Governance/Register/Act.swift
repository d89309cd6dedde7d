/// A decision taken: numbered, dated, with its effects and the vote behind it.
public struct Act: Codable, Hashable, Sendable {
    /// The number: body, year, and place in that year, such as `data-sharing-committee-2026-1`.
    public let id: ActID
    /// The proposal it came from.
    public let proposal: ProposalID
    /// The digest of the text that was voted on.
    public let digest: Digest
    /// The body that took it.
    public let body: BodyID
    /// The title.
    public let title: String
    /// The level of the instrument.
    public let rank: Rank
    /// When the vote was closed.
    public let adopted: Instant
    /// From when its effects count: the end of the standstill, or later where the text says so.
    public let effective: Instant
    /// The mandates under which the body decided, one for each subject touched.
    public let mandates: [MandateID]
    /// The changes it makes.
    public let effects: [Effect]
    /// The count of the deciding round.
    public let tally: Tally
    /// The sequence of the entry that closed the vote.
    public let position: Int
}
