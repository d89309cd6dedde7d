public import Governance

/// What a register's own log is signed with, so that entries about its keys say what is so.
///
/// Followers of the log trust the keys that its entries name. An official who may state them could
/// otherwise name a key of their own, or retire the one that signs, and so cut every follower off.
/// The kernel cannot know which keys the log holds; who serves the log does.
public struct LogKeyGuard: Sendable {
    private let signing: [PublicKey]
    private let retired: [PublicKey]

    /// Names the keys.
    ///
    /// - Parameters:
    ///   - signing: those that the log signs with.
    ///   - retired: those that it has signed with before.
    public init(signing: [PublicKey], retired: [PublicKey]) {
        self.signing = signing
        self.retired = retired
    }

    /// Refuses the addition of a key that the log does not sign with, and the retirement of one that
    /// it does, or that it never had.
    ///
    /// - Throws: a `Refusal` with code `unknown_key`.
    func check(_ command: Command) throws(Refusal) {
        switch command {
        case .logKeyAdded(let addition):
            guard signing.contains(addition.publicKey) else {
                throw Refusal(
                    .unknownKey,
                    "the log does not sign with this key",
                    help: "`cabildo log rotate-key` makes a key; start every server anew with it"
                )
            }
        case .logKeyRetired(let retirement):
            guard retired.contains(retirement.publicKey), !signing.contains(retirement.publicKey)
            else {
                throw Refusal(
                    .unknownKey,
                    signing.contains(retirement.publicKey)
                        ? "the log still signs with this key"
                        : "the log never signed with this key",
                    help: "`cabildo log rotate-key --retire` or `--at-once` puts a key out of use; "
                        + "start every server anew after it"
                )
            }
        default: return
        }
    }
}
