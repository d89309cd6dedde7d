/// A key that an official has put in the place of another.
public struct AdoptedKey: Codable, Hashable, Sendable {
    /// The official.
    public let official: OfficialID
    /// The key.
    public let key: OfficialKey
    /// The key that it replaces.
    public let replaces: Identifier<OfficialKey>
    /// The entry that recorded the official's text under which it was adopted: a later text states
    /// all keys anew.
    public let under: Int
    /// The sequence of the entry that recorded it.
    public let position: Int
}

/// A key of an official that counts no more.
public struct RevokedKey: Codable, Hashable, Sendable {
    /// Why a key counts no more.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// The official has put another in its place.
        case rotated
        /// Nobody has it any more.
        case lost
        /// Somebody else has it.
        case stolen
    }

    /// The key, which stays revoked under whatever name it is listed.
    public let publicKey: PublicKey
    /// The official whose key it was.
    public let official: OfficialID
    /// Its name among the official's keys.
    public let key: Identifier<OfficialKey>
    /// Why.
    public let reason: Reason
    /// Who stated it.
    public let by: OfficialID
    /// When it was recorded.
    public let time: Instant
    /// The sequence of the entry from which on the key counts no more.
    public let position: Int
}

/// A key of the register's own log, as entries tell of it.
public struct LogKey: Codable, Hashable, Sendable {
    /// Who stated a change, and where it is recorded.
    public struct Mark: Codable, Hashable, Sendable {
        /// Who stated it.
        public let by: OfficialID
        /// When it was recorded.
        public let time: Instant
        /// The sequence of the entry.
        public let position: Int
    }

    /// The Ed25519 key.
    public let publicKey: PublicKey
    /// Its addition; `nil` for a key of the founding, of which no entry tells.
    public let added: Mark?
    /// Its retirement; `nil` while it counts.
    public internal(set) var retired: Mark?
    /// Why it was retired.
    public internal(set) var reason: LogKeyRetirement.Reason?
}

/// A seat's vote or recusal on a proposal.
struct BallotPlace: Hashable, Sendable {
    let proposal: ProposalID
    let seat: SeatID
}

/// A key of an official and where it stands.
public struct OfficialKeyState: Encodable, Hashable, Sendable {
    /// The key.
    public let key: OfficialKey
    /// Whether a statement signed by it is taken at the moment.
    public let counts: Bool
    /// Since when it counts no more, and why; `nil` for a key that was not revoked.
    public let revoked: RevokedKey?
}

extension Register {
    /// The keys of an official at `time`: those that the register's text lists, then those that the
    /// official has adopted under it.
    func keys(of official: Official, at time: Instant) -> [OfficialKey] {
        guard let adopted = adoptedKeys[official.id],
            let text = officials.version(of: official.key, at: time)
        else { return official.keys }
        return official.keys + adopted.filter { $0.under == text.position }.map(\.key)
    }

    func key(
        _ id: Identifier<OfficialKey>,
        of official: Official,
        at time: Instant
    ) -> OfficialKey? {
        keys(of: official, at: time).first { $0.id == id }
    }

    /// The keys of an official at `time`, each with where it stands; `nil` for an unknown official.
    public func keyStates(of official: OfficialID, at time: Instant) -> [OfficialKeyState]? {
        guard let official = officials.version(of: official.text, at: time)?.value else {
            return nil
        }
        return keys(of: official, at: time).map { key in
            let revoked = revokedKeys[key.publicKey]
            return OfficialKeyState(
                key: key,
                counts: revoked == nil && key.period.contains(time)
                    && official.period.contains(time),
                revoked: revoked
            )
        }
    }
}
