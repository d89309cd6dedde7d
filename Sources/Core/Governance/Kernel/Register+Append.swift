extension Register {
    /// Appends an entry: checks it as ``accept(_:at:)`` does, and makes it so.
    ///
    /// - Throws: a ``Refusal``; the register is then unchanged.
    public mutating func append(_ entry: Entry) throws(Refusal) {
        try append(PreparedEntry(entry))
    }

    /// Appends an entry that was prepared ahead; what was verified then is not verified again.
    ///
    /// - Throws: a ``Refusal``; the register is then unchanged.
    public mutating func append(_ prepared: PreparedEntry) throws(Refusal) {
        let entry = prepared.entry
        guard entry.sequence == position else {
            throw Refusal(
                .outOfOrder,
                "entry \(entry.sequence) comes where \(position) is expected"
            )
        }
        let events = try decide(prepared)
        apply(events, of: entry, statement: try prepared.digest())
    }

    /// Appends a statement that was made now.
    ///
    /// - Parameters:
    ///   - signed: the statement and its signature.
    ///   - time: the time of recording; not before the time of the last entry.
    /// - Returns: the entry, to be stored; the register has moved on to it.
    /// - Throws: a ``Refusal``; the register is then unchanged.
    public mutating func accept(
        _ signed: SignedStatement,
        at time: Instant
    ) throws(Refusal)
        -> Entry
    {
        let entry = Entry(sequence: position, time: time, signed: signed)
        try append(entry)
        return entry
    }

    /// The register that the entries make, from the first on.
    ///
    /// - Throws: the ``Refusal`` of the first entry that does not follow from those before it.
    public static func replaying(_ entries: some Sequence<Entry>) throws(Refusal) -> Register {
        var register = Register()
        for entry in entries { try register.append(entry) }
        return register
    }

    func decide(_ prepared: PreparedEntry) throws(Refusal) -> [Event] {
        let statement = prepared.entry.statement
        let time = prepared.entry.time
        guard time >= self.time, time >= .earliest, time <= .latest else {
            throw Refusal(.outOfOrder, "\(time) is before the last entry, at \(self.time)")
        }
        try checkSigner(of: prepared, at: time)
        return switch statement.command {
        case .charterEnacted(let body): try decideEnactment(body)
        case .proposalSubmitted(let body): try decideSubmission(body, statement, at: time)
        case .proposalAmended(let body): try decideAmendment(body, statement, at: time)
        case .proposalWithdrawn(let body): try decideWithdrawal(body, statement)
        case .proposalSeconded(let body): try decideSeconding(body, statement, at: time)
        case .consultationOpened(let body): try decideConsultation(body, statement, at: time)
        case .commentRecorded(let body): try decideComment(body, at: time)
        case .commentAnswered(let body): try decideAnswer(body, statement, at: time)
        case .votingOpened(let body): try decideOpening(body, statement, at: time)
        case .voteCast(let body): try decideVote(body, statement, at: time)
        case .recusalDeclared(let body): try decideRecusal(body, statement, at: time)
        case .votingClosed(let body): try decideClosing(body, statement, at: time)
        case .anchorRecorded(let body): try decideAnchor(body, statement, at: time)
        case .keyRotated(let body): try decideKeyRotation(body, statement, at: time)
        case .keyRevoked(let body): try decideKeyRevocation(body, statement, at: time)
        case .logKeyAdded(let body): try decideLogKey(body, statement, at: time)
        case .logKeyRetired(let body): try decideLogKeyRetirement(body, statement, at: time)
        }
    }

    private mutating func apply(_ events: [Event], of entry: Entry, statement: Digest) {
        noteKey(of: entry)
        for event in events {
            switch event {
            case .founded(let enactment):
                head = enactment.content.charter
                founderKey = enactment.founderKey
                for item in enactment.content.items {
                    record(item, effective: .earliest, position: entry.sequence, act: nil)
                }
                seal()
            case .proposal(let proposal):
                proposals[proposal.text.proposal] = proposal
            case .adopted(let act):
                carryOut(act)
                add(act)
            case .anchored(let anchor): record(anchor, of: entry)
            case .adoptedKey(let key): adoptedKeys[entry.statement.actor, default: []].append(key)
            case .revoked(let key): revokedKeys[key.publicKey] = key
            case .logKeyAdded(let key): recordLogKey(key, of: entry)
            case .logKeyRetired(let key, let reason): retireLogKey(key, reason, of: entry)
            }
        }
        statementsSeen.insert(statement)
        position = entry.sequence + 1
        time = entry.time
    }

    /// Records the effects of an act.
    ///
    /// What remains in force until the act takes effect stays as it
    /// was, since each version carries its own beginning.
    mutating func carryOut(_ act: Act) {
        for effect in act.effects {
            switch effect {
            case .add(let item), .change(let item):
                record(item, effective: act.effective, position: act.position, act: act.id)
            case .end(let reference):
                recordEnd(
                    of: reference,
                    effective: act.effective,
                    position: act.position,
                    act: act.id
                )
            }
        }
        seal()
    }
}
