internal import Governance
internal import TransparencyLog

/// Which keys a log is trusted by, once its entries tell of them.
enum LogKeys {
    /// The key that was configured and those that entries have added, without the retired ones.
    ///
    /// An entry of a tree that a trusted key has signed, stated by an official who may, is trusted as
    /// the rest of the register is; so a follower goes on when the log's key is exchanged.
    ///
    /// - Throws: a `LogError` for a key that is none.
    static func trusted(
        after register: Register,
        configured: NoteVerifier
    ) throws -> [NoteVerifier] {
        let retired = register.logKeys.filter { $0.retired != nil }.map(\.publicKey.bytes)
        let added = try register.logKeys.filter { $0.retired == nil }.map {
            try NoteVerifier(name: configured.name, publicKey: $0.publicKey.bytes)
        }
        let all = [configured] + added.filter { $0 != configured }
        let trusted = all.filter { !retired.contains($0.publicKey) }
        return trusted.isEmpty ? [configured] : trusted
    }
}
