extension Register {
    /// Checks an anchor: who states it, that it does not contradict the last one, and that there are
    /// not too many.
    func decideAnchor(
        _ anchor: Anchor,
        _ statement: Statement,
        at time: Instant
    ) throws(Refusal) -> [Event] {
        guard inForce(anchor.institution.text, in: \.institutions, at: time) != nil else {
            throw Refusal(
                .unknownItem,
                "there is no institution `\(anchor.institution)` at \(time)"
            )
        }
        guard institution(of: statement.actor, at: time) == anchor.institution else {
            throw Refusal(
                .notInInstitution,
                "`\(statement.actor)` holds no office in `\(anchor.institution)`",
                help: "an institution's logs are anchored by its own officials"
            )
        }
        guard (1...KernelLimits.anchorSize).contains(anchor.size) else {
            throw Refusal(.malformed, "a log is anchored with 1 record or more")
        }
        let place = AnchoredLog.Place(institution: anchor.institution, origin: anchor.origin)
        if let log = anchoredLogs[place] {
            try check(anchor, follows: log, at: time)
        } else {
            let count = anchoredLogs.values.count { log in
                log.place.institution == anchor.institution
                    && log.anchors.first.map { $0.time + .days(30) > time } ?? false
            }
            guard count < KernelLimits.anchoredLogs else {
                throw Refusal(
                    .tooMany,
                    "`\(anchor.institution)` has begun to anchor \(KernelLimits.anchoredLogs) logs "
                        + "in 30 days",
                    help: "anchor further ones later; those that are anchored already go on"
                )
            }
        }
        try checkRate(of: anchor.institution, at: time)
        return [.anchored(anchor)]
    }

    /// The institution in which an official holds an office at `time`.
    func institution(of official: OfficialID, at time: Instant) -> InstitutionID? {
        inForce(official.text, in: \.officials, at: time).flatMap {
            inForce($0.office.text, in: \.offices, at: time)?.institution
        }
    }

    private func check(
        _ anchor: Anchor,
        follows log: AnchoredLog,
        at time: Instant
    ) throws(Refusal) {
        guard let last = log.anchors.last else { return }
        guard anchor.form == log.form else {
            throw Refusal(
                .anchorContradicts,
                "log `\(anchor.origin)` was anchored as a \(log.form.rawValue), and now as a "
                    + anchor.form.rawValue,
                help: "a log of another form needs another name"
            )
        }
        guard anchor.size >= last.size else {
            throw Refusal(
                .anchorShrinks,
                "log `\(anchor.origin)` held \(last.size) records by entry \(last.position), and "
                    + "now \(anchor.size): records were removed, or this is an old state",
                help: "a log that begins anew needs another name"
            )
        }
        guard anchor.size > last.size || anchor.root == last.root else {
            throw Refusal(
                .anchorContradicts,
                "log `\(anchor.origin)` has two histories of \(last.size) records: entry "
                    + "\(last.position) anchors \(last.root), and this is \(anchor.root)",
                help: "one of the two was rewritten; keep both, and find out which"
            )
        }
        let next = last.time + KernelLimits.anchorInterval
        guard time >= next else {
            throw Refusal(
                .anchorTooSoon,
                "log `\(anchor.origin)` was anchored at \(last.time)",
                help: "the next anchor is taken from \(next) on"
            )
        }
    }

    private func checkRate(of institution: InstitutionID, at time: Instant) throws(Refusal) {
        let since = time - .days(1)
        var recent = 0
        for (place, log) in anchoredLogs where place.institution == institution {
            recent += log.anchors.reversed().prefix { $0.time > since }.count
        }
        guard recent < KernelLimits.anchorsPerDay else {
            throw Refusal(
                .anchorTooSoon,
                "`\(institution)` has recorded \(recent) anchors in 24 hours",
                help: "anchor less often"
            )
        }
    }

    mutating func record(_ anchor: Anchor, of entry: Entry) {
        let place = AnchoredLog.Place(institution: anchor.institution, origin: anchor.origin)
        let recorded = AnchoredLog.Recorded(
            size: anchor.size,
            root: anchor.root,
            official: entry.statement.actor,
            time: entry.time,
            position: entry.sequence
        )
        if anchoredLogs[place] == nil {
            anchoredLogs[place] = AnchoredLog(place, form: anchor.form, first: recorded)
        } else {
            anchoredLogs[place]?.append(recorded)
        }
    }
}
