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
        let shown = ServerRegister(source: server)
        begin(.register)
        guard let now = try await checkMark(shown, root) else { return }
        begin(.rules)
        let view = RegisterView(register, at: now)
        let (rules, ruleFindings) = try await shown.compareRules(view)
        for finding in ruleFindings { add(.rules, finding) }
        end(.rules, "the rules and all other items in force at \(now)", count: rules)
        begin(.acts)
        let (acts, actFindings) = try await shown.compareActs(view, ledger)
        for finding in actFindings { add(.acts, finding) }
        end(.acts, "number, body, mandates, effects and votes of each act", count: acts)
        begin(.proposals)
        let (proposals, proposalFindings) = try await shown.compareProposals(register)
        for finding in proposalFindings { add(.proposals, finding) }
        end(.proposals, "the stage and the votes of each proposal", count: proposals)
    }

    private mutating func leaveOut(_ names: [AuditStep.Name], _ why: String) {
        for name in names {
            begin(name)
            end(name, why, count: 0, isComplete: false)
        }
    }

    /// Compares position and root; gives the server's time, at which the rest is compared.
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
        let names: [AuditStep.Name] = [.rules, .acts, .proposals]
        if mark.position > register.position {
            end(
                .register,
                "the server has moved on to \(mark.position) entries since; audit again",
                count: 0,
                isComplete: false
            )
            leaveOut(names, "the server has moved on; audit again")
            report.failure = "the server has moved on to \(mark.position) entries; audit again"
            return nil
        }
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
        end(.register, "the position and the root of the register", count: 1)
        return mark.now
    }
}
