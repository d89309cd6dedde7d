/// What an accepted entry makes so.
///
/// Events follow from the register and the entry alone.
enum Event: Hashable, Sendable {
    /// The charter is in force.
    case founded(Enactment)
    /// A proposal is new or has moved on.
    case proposal(Proposal)
    /// A body has taken an act.
    case adopted(Act)
    /// An institution has anchored the head of a log of its own.
    case anchored(Anchor)
    /// An official has exchanged a key for a new one.
    case adoptedKey(AdoptedKey)
    /// A key of an official counts no more.
    case revoked(RevokedKey)
    /// The register's own log has a new key.
    case logKeyAdded(PublicKey)
    /// A key of the register's own log counts no more.
    case logKeyRetired(PublicKey, LogKeyRetirement.Reason)
}
