/// The keys of officials as a register has them, for verifying signatures ahead of a replay.
///
/// It says which key a statement claims, and nothing of whether that key counts: the register
/// decides it.
public struct SigningKeys: Sendable {
    private let officials: Table<Official>
    private let adopted: [OfficialID: [AdoptedKey]]

    /// The keys of a register.
    public init(_ register: Register) {
        officials = register.officials
        adopted = register.adoptedKeys
    }

    /// The key that an entry claims to be signed with; `nil` when it is not known.
    func key(of entry: Entry) -> PublicKey? {
        let statement = entry.statement
        if case .charterEnacted(let enactment) = statement.command { return enactment.founderKey }
        let stated = officials.version(of: statement.actor.text, at: entry.time)?.value?.keys
            .first { $0.id == statement.key }?.publicKey
        return stated
            ?? adopted[statement.actor]?.last { $0.key.id == statement.key }?.key.publicKey
    }
}
