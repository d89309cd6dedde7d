extension Register {
    /// The subject whose operator may revoke the keys of officials.
    static let officialsSubject = SubjectPath.governance("officials")

    /// Refuses a key that was revoked, or that may not sign statements of this kind.
    func checkStands(
        _ key: OfficialKey,
        of official: Official,
        for kind: Command.Kind
    ) throws(Refusal) {
        if let revoked = revokedKeys[key.publicKey] {
            throw Refusal(
                .keyRevoked,
                "key `\(key.id)` of `\(official.id)` counts no more since entry "
                    + "\(revoked.position) (\(revoked.reason.rawValue))",
                help: "sign with another key; a body gives a new one by an act"
            )
        }
        switch key.only {
        case nil: return
        case .anchors:
            guard kind == .anchorRecorded else {
                throw Refusal(
                    .keyLimited,
                    "key `\(key.id)` of `\(official.id)` signs anchors only"
                )
            }
        }
    }

    /// An official puts a new key in the place of the one that signs.
    func decideKeyRotation(
        _ rotation: KeyRotation,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        guard let version = officials.version(of: statement.actor.text, at: time),
            let official = version.value,
            let old = key(statement.key, of: official, at: time)
        else { throw Refusal(.unknownSigner, "no official is named `\(statement.actor)`") }
        let adopted = adoptedKeys[official.id] ?? []
        guard adopted.count(where: { $0.under == version.position }) < KernelLimits.adoptedKeys
        else {
            throw Refusal(
                .tooMany,
                "`\(official.id)` has adopted \(KernelLimits.adoptedKeys) keys already",
                help: "a body gives new ones by an act"
            )
        }
        let isUsed =
            keys(of: official, at: time).contains { $0.id == rotation.key }
            || adopted.contains { $0.key.id == rotation.key }
            || revokedKeys.values.contains { $0.official == official.id && $0.key == rotation.key }
        guard !isUsed else {
            throw Refusal(
                .duplicateKey,
                "`\(official.id)` has or had a key `\(rotation.key)`",
                help: "choose another name"
            )
        }
        try checkIsNew(rotation.publicKey, at: time)
        let message = KeyRotation.possession(
            of: rotation.publicKey,
            official: official.id,
            register: statement.register
        )
        guard rotation.publicKey.verifies(rotation.proof, over: message) else {
            throw Refusal(.badProof, "the new key has not signed for itself")
        }
        let new = OfficialKey(
            id: rotation.key,
            publicKey: rotation.publicKey,
            from: time,
            until: old.until
        )
        return [
            .adoptedKey(
                AdoptedKey(
                    official: official.id,
                    key: new,
                    replaces: old.id,
                    under: version.position,
                    position: position
                )
            ),
            .revoked(revoked(old, of: official.id, .rotated, statement, at: time)),
        ]
    }

    /// A key of an official counts no more; when it was stolen, its votes in open ballots are void.
    func decideKeyRevocation(
        _ revocation: KeyRevocation,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        guard let official = officials.version(of: revocation.official.text, at: time)?.value else {
            throw Refusal(.unknownItem, "no official is named `\(revocation.official)`")
        }
        if statement.actor != official.id {
            try checkOperates(statement.actor, on: Self.officialsSubject, at: time)
        }
        guard let key = key(revocation.key, of: official, at: time) else {
            throw Refusal(
                .unknownKey,
                "official `\(official.id)` has no key `\(revocation.key)`"
            )
        }
        // A key that was exchanged or lost may turn out to have been stolen before.
        if let before = revokedKeys[key.publicKey],
            before.reason == .stolen || revocation.reason != .stolen
        {
            throw Refusal(
                .alreadyRevoked,
                "key `\(key.id)` of `\(official.id)` counts no more since entry "
                    + "\(before.position)"
            )
        }
        let reason: RevokedKey.Reason = revocation.reason == .stolen ? .stolen : .lost
        let voided = reason == .stolen ? withoutVotes(signedBy: key.publicKey) : []
        return [.revoked(revoked(key, of: official.id, reason, statement, at: time))]
            + voided.map(Event.proposal)
    }

    /// Refuses anyone who holds no office in an institution that operates a subject.
    func checkOperates(
        _ actor: OfficialID,
        on subject: SubjectPath,
        at time: Instant
    ) throws(Refusal) {
        let holders = RegisterView(self, at: time)
            .mostSpecificMandates(to: .operate, on: subject)
            .compactMap { mandate -> InstitutionID? in
                if case .institution(let institution)? = mandate.holder { institution } else { nil }
            }
        guard let institution = institution(of: actor, at: time), holders.contains(institution)
        else {
            let names = holders.map { "`\($0)`" }.joined(separator: ", ")
            throw Refusal(
                .noMandate,
                "`\(actor)` holds no office in an institution that operates `\(subject)`",
                help: names.isEmpty
                    ? "no institution has a mandate to operate it; a body may grant one"
                    : "it is operated by \(names)"
            )
        }
    }

    /// The proposals with an open ballot that holds a vote or recusal by a key, without them.
    private func withoutVotes(signedBy key: PublicKey) -> [Proposal] {
        let places = Set(ballotKeys.filter { $0.value == key }.keys)
        let touched = Set(places.map(\.proposal)).sorted()
        return touched.compactMap { id in
            guard var proposal = proposals[id], proposal.stage == .voting,
                var ballot = proposal.currentBallot
            else { return nil }
            let before = ballot
            ballot.votes.removeAll { places.contains(BallotPlace(proposal: id, seat: $0.seat)) }
            ballot.recusals.removeAll { places.contains(BallotPlace(proposal: id, seat: $0.seat)) }
            guard ballot != before else { return nil }
            proposal.rounds[proposal.rounds.count - 1] = ballot
            return proposal
        }
    }

    private func checkIsNew(_ key: PublicKey, at time: Instant) throws(Refusal) {
        let isKnown =
            revokedKeys[key] != nil
            || adoptedKeys.values.contains { $0.contains { $0.key.publicKey == key } }
            || officials.current(at: time).contains { version in
                version.value?.keys.contains { $0.publicKey == key } ?? false
            }
        guard !isKnown else {
            throw Refusal(.duplicateKey, "the key is, or was, that of an official")
        }
    }

    private func revoked(
        _ key: OfficialKey,
        of official: OfficialID,
        _ reason: RevokedKey.Reason,
        _ statement: Statement,
        at time: Instant
    ) -> RevokedKey {
        RevokedKey(
            publicKey: key.publicKey,
            official: official,
            key: key.id,
            reason: reason,
            by: statement.actor,
            time: time,
            position: position
        )
    }

    /// Keeps in mind with which key a vote or a recusal was signed, while its ballot is open.
    mutating func noteKey(of entry: Entry) {
        let place: BallotPlace
        switch entry.command {
        case .voteCast(let vote): place = BallotPlace(proposal: vote.proposal, seat: vote.seat)
        case .recusalDeclared(let recusal):
            place = BallotPlace(proposal: recusal.proposal, seat: recusal.seat)
        case .votingOpened, .votingClosed, .proposalAmended, .proposalWithdrawn:
            // The ballot is no longer, or not yet, one whose votes could be void.
            let proposal = entry.command.proposal
            ballotKeys = ballotKeys.filter { $0.key.proposal != proposal }
            return
        default: return
        }
        guard
            let official =
                officials
                .version(of: entry.statement.actor.text, at: entry.time)?.value
        else { return }
        ballotKeys[place] = key(entry.statement.key, of: official, at: entry.time)?.publicKey
    }
}
