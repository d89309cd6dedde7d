internal import CanonicalJSON
internal import Governance
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// How often an audit reads on when the server records entries meanwhile.
    private static let maximumRounds = 8
    /// How often it waits for a server whose register and log are not at the same place yet.
    private static let maximumWaits = 6

    /// Compares what the server shows with the register that the entries make, reading on in the log
    /// where the server has recorded more meanwhile.
    mutating func compare(
        _ signed: SignedCheckpoint,
        _ progress: LogAudit.Progress
    ) async throws(LogClientError) {
        var signed = signed
        var open: [AuditStep.Name] = [.register, .rules, .acts, .proposals]
        guard let server = audit.server else {
            return leaveOut(open, "there is no server: these are files, and they show only the log")
        }
        let shown = ServerRegister(source: server, ledger: ledger)
        for round in 1...Self.maximumRounds {
            guard !replayEnded, let root = report.registerRoot, findings[.entries] == nil else {
                return leaveOut(open, "the log makes no register to compare with")
            }
            open = try await compare(shown, root)
            guard !open.isEmpty else { return }
            let isAccused = [.register, .rules, .acts].contains { findings[$0] != nil }
            guard !isAccused, round < Self.maximumRounds, let newer = try await newer(than: signed)
            else {
                break
            }
            signed = newer
            try await readAll(signed, progress)
            try await keep(signed)
        }
        leaveOut(open, "the server has recorded more entries since; audit again")
        report.failure = "the server has recorded more entries since; audit again"
    }

    /// The log's checkpoint, once it has grown; `nil` where it does not grow, or does not hold.
    private mutating func newer(
        than signed: SignedCheckpoint
    ) async throws(LogClientError) -> SignedCheckpoint? {
        let (old, root) = (signed.checkpoint.size, signed.checkpoint.root)
        for wait in 0..<Self.maximumWaits {
            if wait > 0 { await pause() }
            guard let next = try await checkCheckpoint() else { return nil }
            if next.checkpoint.size > old { return next }
            // A server beside the one that answered first may be behind.
            report.size = old
            report.logRoot = root.base64
            if next.checkpoint.size == old, next.checkpoint.root != root {
                add(
                    .history,
                    AuditFinding(.forked, "the log has signed two trees of \(old) entries")
                )
                return nil
            }
        }
        return nil
    }

    private func pause() async {
        try? await Task.sleep(for: .milliseconds(audit.settings.followMilliseconds))
    }

    /// Compares once.
    ///
    /// - Returns: the steps that could not be taken since the server has recorded more entries.
    private mutating func compare(
        _ shown: ServerRegister,
        _ root: String
    ) async throws(LogClientError) -> [AuditStep.Name] {
        begin(.register)
        var mark = try await shown.mark()
        // A server that follows another may be a moment behind.
        for _ in 0..<Self.maximumWaits where mark.position < register.position {
            await pause()
            mark = try await shown.mark()
        }
        guard mark.position <= register.position else {
            return [.register, .rules, .acts, .proposals]
        }
        compare(mark, root)
        end(.register, "the position and the root of the register", count: 1)
        guard let moment = moment(of: mark) else { return [] }
        let view = RegisterView(register, at: moment)
        let parts:
            [(
                AuditStep.Name,
                (RegisterView) async throws(LogClientError) -> ServerRegister.Compared
            )] = [
                (.rules, shown.compareRules), (.acts, shown.compareActs),
                (.proposals, shown.compareProposals),
            ]
        for (index, (name, compare)) in parts.enumerated() {
            begin(name)
            let compared = try await compare(view)
            if compared.findings.count > 0, try await shown.mark().position > register.position {
                // The server may have recorded an entry meanwhile, and be honest.
                return parts[index...].map(\.0)
            }
            add(name, compared.findings)
            end(name, compared.summary, count: compared.count)
        }
        return []
    }

    private mutating func leaveOut(_ names: [AuditStep.Name], _ why: String) {
        for name in names {
            begin(name)
            end(name, why, count: 0, isComplete: false)
        }
    }

    /// The moment for which the server is compared; `nil` where its clock is another one.
    ///
    /// The auditor chooses it: a server that did could hide what has begun or ended.
    private mutating func moment(of mark: ServerRegister.Mark) -> Instant? {
        let now = audit.settings.now()
        let seconds = max(abs(mark.now.seconds(from: now)), register.time.seconds(from: now))
        guard seconds <= AuditSettings.clockToleranceSeconds else {
            let why =
                "the server's clock says \(mark.now), its last entry is of \(register.time), and your "
                + "clock says \(now): what is in force cannot be compared"
            leaveOut([.rules, .acts, .proposals], why)
            report.failure = why
            return nil
        }
        return max(now, register.time)
    }

    private mutating func compare(
        _ mark: ServerRegister.Mark,
        _ root: String
    ) {
        if mark.position < register.position {
            add(
                .register,
                AuditFinding(
                    .serverPosition,
                    "the server's register stands at \(mark.position) entries, and its log at "
                        + "\(register.position)"
                )
            )
        } else if mark.root != root {
            add(
                .register,
                AuditFinding(
                    .serverRoot,
                    "the server shows a register of root \(mark.root), and its log makes \(root)"
                )
            )
        }
    }
}

extension Instant {
    /// How many seconds this instant lies after another; negative where it lies before.
    fileprivate func seconds(from other: Instant) -> Int64 {
        // INVARIANT: both have a text form, so the difference fits.
        (milliseconds - other.milliseconds) / 1000
    }
}
