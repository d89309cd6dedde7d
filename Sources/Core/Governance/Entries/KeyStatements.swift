/// An official exchanges the key that signs the statement for a new one.
///
/// The old key counts no more from this entry on; the new one counts as long as the old would have.
public struct KeyRotation: Codable, Hashable, Sendable {
    /// The identifier of the new key, which the official has not used before.
    public let key: Identifier<OfficialKey>
    /// The new key.
    public let publicKey: PublicKey
    /// The new key's signature over ``possession(of:official:register:)``.
    public let proof: Signature

    /// Makes a rotation.
    public init(key: Identifier<OfficialKey>, publicKey: PublicKey, proof: Signature) {
        self.key = key
        self.publicKey = publicKey
        self.proof = proof
    }

    /// What the new key signs, to show that the official holds it.
    public static func possession(
        of key: PublicKey,
        official: OfficialID,
        register: RegisterID
    ) -> [UInt8] {
        Array("cabildo official key v1\n\(register)\n\(official)\n\(key)\n".utf8)
    }
}

/// A key of an official counts no more, from this entry on.
public struct KeyRevocation: Codable, Hashable, Sendable {
    /// Why a key is revoked.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Nobody has it any more, or it is no longer needed.
        case lost
        /// Somebody else has it: its votes in open ballots are void.
        case stolen
    }

    /// The official.
    public let official: OfficialID
    /// Which of the official's keys.
    public let key: Identifier<OfficialKey>
    /// Why.
    public let reason: Reason

    /// Makes a revocation.
    public init(official: OfficialID, key: Identifier<OfficialKey>, reason: Reason) {
        self.official = official
        self.key = key
        self.reason = reason
    }
}

/// The register's own log is signed by a further key.
public struct LogKeyAddition: Codable, Hashable, Sendable {
    /// The Ed25519 key; the name of the log is that of ``RegisterID/logOrigin``.
    public let publicKey: PublicKey
    /// The key's own signature over ``possession(of:register:)``.
    public let proof: Signature

    /// Makes an addition.
    public init(publicKey: PublicKey, proof: Signature) {
        self.publicKey = publicKey
        self.proof = proof
    }

    /// What the key signs, to show that the log holds it.
    public static func possession(of key: PublicKey, register: RegisterID) -> [UInt8] {
        Array("cabildo log key v1\n\(register)\n\(key)\n".utf8)
    }
}

/// The register's own log is no longer signed by a key.
public struct LogKeyRetirement: Codable, Hashable, Sendable {
    /// Why a key of the log is retired.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// Its time was up.
        case planned
        /// Nobody has it any more.
        case lost
        /// Somebody else has it.
        case stolen
    }

    /// The key.
    public let publicKey: PublicKey
    /// Why.
    public let reason: Reason

    /// Makes a retirement.
    public init(publicKey: PublicKey, reason: Reason) {
        self.publicKey = publicKey
        self.reason = reason
    }
}

extension RegisterID {
    /// The name of the register's own log: the origin of its checkpoints.
    public var logOrigin: String { "\(text)/log" }
}
