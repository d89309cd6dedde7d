extension Register {
    /// The subject whose operator keeps the log.
    static let logSubject = SubjectPath.governance("log")

    /// The log has a further key, which shows by its own signature that the log holds it.
    func decideLogKey(
        _ addition: LogKeyAddition,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        try checkOperates(statement.actor, on: Self.logSubject, at: time)
        guard !logKeys.contains(where: { $0.publicKey == addition.publicKey }) else {
            throw Refusal(.duplicateKey, "an entry tells of this key of the log already")
        }
        try checkLogKeyCount()
        let message = LogKeyAddition.possession(
            of: addition.publicKey,
            register: statement.register
        )
        guard addition.publicKey.verifies(addition.proof, over: message) else {
            throw Refusal(.badProof, "the new key has not signed for itself")
        }
        return [.logKeyAdded(addition.publicKey)]
    }

    /// The log is signed by a key no longer.
    ///
    /// The key of the founding can be retired too, though no entry tells of it.
    func decideLogKeyRetirement(
        _ retirement: LogKeyRetirement,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        try checkOperates(statement.actor, on: Self.logSubject, at: time)
        let known = logKeys.first { $0.publicKey == retirement.publicKey }
        if let mark = known?.retired {
            throw Refusal(.alreadyRevoked, "the key was retired by entry \(mark.position)")
        }
        // One key was there before any entry: that of the founding.
        guard known != nil || !logKeys.contains(where: { $0.added == nil }) else {
            throw Refusal(.unknownKey, "no entry tells of this key of the log")
        }
        let others = logKeys.contains {
            $0.publicKey != retirement.publicKey && $0.retired == nil
        }
        guard others else {
            throw Refusal(
                .unknownKey,
                "the register knows of no other key of the log",
                help: "record the new key first"
            )
        }
        return [.logKeyRetired(retirement.publicKey, retirement.reason)]
    }

    private func checkLogKeyCount() throws(Refusal) {
        guard logKeys.count(where: { $0.retired == nil }) < KernelLimits.logKeys else {
            throw Refusal(
                .tooMany,
                "the log has \(KernelLimits.logKeys) keys",
                help: "retire those that it no longer signs with"
            )
        }
    }

    mutating func recordLogKey(_ key: PublicKey, of entry: Entry) {
        logKeys.append(LogKey(publicKey: key, added: mark(of: entry), retired: nil, reason: nil))
    }

    mutating func retireLogKey(
        _ key: PublicKey,
        _ reason: LogKeyRetirement.Reason,
        of entry: Entry
    ) {
        let index = logKeys.firstIndex { $0.publicKey == key } ?? logKeys.endIndex
        if index == logKeys.endIndex {
            logKeys.append(LogKey(publicKey: key, added: nil, retired: nil, reason: nil))
        }
        logKeys[index].retired = mark(of: entry)
        logKeys[index].reason = reason
    }

    private func mark(of entry: Entry) -> LogKey.Mark {
        LogKey.Mark(by: entry.statement.actor, time: entry.time, position: entry.sequence)
    }
}
