internal import Governance
internal import GovernanceService
internal import TransparencyLog

extension DataDirectory {
    /// The keys of the log, by which entries about them are judged.
    func logKeyGuard() throws -> LogKeyGuard {
        let keys = try logKeys()
        func publicKeys(_ verifiers: [NoteVerifier]) -> [PublicKey] {
            verifiers.compactMap { PublicKey(bytes: $0.publicKey) }
        }
        return LogKeyGuard(
            signing: publicKeys([keys.current] + (keys.previous.map { [$0] } ?? [])),
            retired: publicKeys(keys.retired)
        )
    }
}
