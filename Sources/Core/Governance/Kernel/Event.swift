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
}
