internal import CanonicalJSON
internal import Governance

extension AuditRun {
    /// Compares what the server shows with the register that the entries make.
    mutating func compareServer() async throws(LogClientError) {
        let names: [AuditStep.Name] = [.register, .rules, .acts, .proposals]
        guard let server = audit.server else {
            return leaveOut(
                names,
                "there is no server: these are files, and they show only the log"
            )
        }
        guard !replayEnded, let root = report.registerRoot, findings[.entries] == nil else {
            return leaveOut(names, "the log makes no register to compare with")
        }
        let shown = ServerRegister(source: server, ledger: ledger)
        begin(.register)
        guard let moment = try await checkMark(shown, root) else { return }
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
                return moveOn(parts[index...].map(\.0))
            }
            add(name, compared.findings)
            end(name, compared.summary, count: compared.count)
        }
    }

    /// Leaves steps out, since the server has recorded more entries than were audited.
    private mutating func moveOn(_ names: [AuditStep.Name]) {
        leaveOut(names, "the server has recorded more entries since; audit again")
        report.failure = "the server has recorded more entries since; audit again"
    }

    private mutating func leaveOut(_ names: [AuditStep.Name], _ why: String) {
        for name in names {
            begin(name)
            end(name, why, count: 0, isComplete: false)
        }
    }

    /// Compares position, root and clock; gives the moment for which the rest is compared.
    private mutating func checkMark(
        _ shown: ServerRegister,
        _ root: String
    ) async throws(LogClientError) -> Instant? {
        var mark = try await shown.mark()
        // A server that follows another may be a moment behind.
        for _ in 0..<6 where mark.position < register.position {
            try? await Task.sleep(for: .milliseconds(audit.settings.followMilliseconds))
            mark = try await shown.mark()
        }
        guard mark.position <= register.position else {
            moveOn([.register, .rules, .acts, .proposals])
            return nil
        }
        compare(mark, root)
        end(.register, "the position and the root of the register", count: 1)
        // The auditor chooses the moment: a server that did could hide what has begun or ended.
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
        _ mark: (position: Int, root: String, now: Instant),
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
