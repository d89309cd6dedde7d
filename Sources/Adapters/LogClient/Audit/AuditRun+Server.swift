internal import CanonicalJSON
internal import Governance
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// How often an audit reads on when the server records entries meanwhile.
    private static let maximumRounds = 8
    private static let serverSteps: [AuditStep.Name] = [
        .register, .rules, .acts, .proposals, .keys,
    ]
    /// How often what was found is looked at again before it is told.
    private static let maximumLooks = 6

    /// Compares what the server shows with the register that the entries make, reading on in the log
    /// where the server has recorded more meanwhile.
    mutating func compare(
        _ signed: SignedCheckpoint,
        _ progress: LogAudit.Progress
    ) async throws(LogClientError) {
        var signed = signed
        var open: [AuditStep.Name] = Self.serverSteps
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
            let isAccused = Self.serverSteps.contains { findings[$0] != nil }
            guard !isAccused, round < Self.maximumRounds, let newer = try await newer(than: signed)
            else {
                break
            }
            signed = newer
            try await readAll(signed, progress)
            try await keep(signed)
        }
        let why =
            "the server has recorded more entries than the \(range.size) that its log shows: audit "
            + "again, and if that stays so, its log waits for witnesses or does not show all"
            + (undecided.map { "; what differed, and may be of those entries: \($0.sentence)" }
                ?? "")
        leaveOut(open, why)
        report.failure = why
    }

    /// The log's checkpoint, once it has grown; `nil` where it does not grow, or does not hold.
    private mutating func newer(
        than signed: SignedCheckpoint
    ) async throws(LogClientError) -> SignedCheckpoint? {
        for wait in 0..<Patience.waits {
            if wait > 0 { await patience.pause() }
            guard let next = try await checkCheckpoint() else { return nil }
            // A server beside the one that answered first may be behind; what it shows is compared in
            // the end.
            if next.checkpoint.size > signed.checkpoint.size { return next }
        }
        return nil
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
        for _ in 0..<Patience.waits where mark.position < register.position {
            await patience.pause()
            mark = try await shown.mark()
        }
        guard mark.position <= register.position else {
            return Self.serverSteps
        }
        try compare(mark, root)
        end(.register, "the position and the root of the register", count: 1)
        guard let moment = moment(of: mark) else { return [] }
        var shown = shown
        shown.asked = .now
        let view = RegisterView(register, at: moment)
        let parts: [(AuditStep.Name, Comparison)] = [
            (.rules, shown.compareRules), (.acts, shown.compareActs),
            (.proposals, shown.compareProposals), (.keys, shown.compareKeys),
        ]
        for (index, (name, comparison)) in parts.enumerated() {
            guard try await compare(name, shown, comparison, view) else {
                return parts[index...].map(\.0)
            }
        }
        return []
    }

    private typealias Comparison =
        (RegisterView, inout Findings) async throws(LogClientError) -> ServerRegister.Compared

    /// Takes a step of the comparison.
    ///
    /// What differs is asked for again before it is told: of several servers one may be a moment behind
    /// the other.
    ///
    /// - Returns: whether it was taken, since the server has recorded no more entries.
    private mutating func compare(
        _ name: AuditStep.Name,
        _ shown: ServerRegister,
        _ comparison: Comparison,
        _ view: RegisterView
    ) async throws(LogClientError) -> Bool {
        begin(name)
        var last: Findings?
        var clean = 0
        for look in 1...Self.maximumLooks {
            if look > 1 {
                // A server that follows another takes its time; a cancelled audit looks at once.
                try? await Task.sleep(for: .milliseconds(2 * audit.settings.followMilliseconds))
            }
            var found = Findings()
            do throws(LogClientError) {
                let compared = try await comparison(view, &found)
                end(name, compared.summary + again(last), count: compared.count)
            } catch {
                guard found.count > 0 || last != nil else { throw error }
                if look == Self.maximumLooks || found.count == 0 {
                    add(name, found.count > 0 ? found : last ?? found)
                    throw error
                }
            }
            if found.count > 0 {
                let mark = try await mark(shown, after: found)
                undecided = found.first.first
                guard mark.position <= register.position else { return false }
                last = found
                clean = 0
                continue
            }
            clean += 1
            // Who has answered otherwise before answers rightly twice.
            if last == nil || clean == 2 { return true }
        }
        if let last { add(name, last) }
        return true
    }

    /// Where the server stands, asked after it differed.
    private func mark(
        _ shown: ServerRegister,
        after found: Findings
    ) async throws(LogClientError) -> ServerRegister.Mark {
        do {
            return try await shown.mark()
        } catch {
            let before = found.first.first?.sentence ?? ""
            throw LogClientError(error.code, "\(error.reason); before that, \(before)")
        }
    }

    private func again(_ last: Findings?) -> String {
        guard let finding = last?.first.first else { return "" }
        return "; the server first answered otherwise: \(finding.sentence)"
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
            leaveOut(Array(Self.serverSteps.dropFirst()), why)
            report.failure = why
            return nil
        }
        return max(now, register.time)
    }

    private mutating func compare(
        _ mark: ServerRegister.Mark,
        _ root: String
    ) throws(LogClientError) {
        if mark.position < register.position {
            add(
                .register,
                AuditFinding(
                    .serverPosition,
                    "the server's register stands at \(mark.position) entries, and its log at "
                        + "\(register.position)"
                )
            )
            return
        }
        if mark.root.text != root {
            add(
                .register,
                AuditFinding(
                    .serverRoot,
                    "the server shows a register of root \(mark.root), and its log makes \(root)"
                )
            )
        }
        var made: JSONObject = [
            "position": .integer(Int64(mark.position)), "root": .string(mark.root.text),
            "time": .string(register.time.description), "now": .string(mark.now.description),
        ]
        if let head = register.head { made["charter"] = try ServerRegister.encode(head) }
        let names = ServerRegister.differences(.object(made), mark.answer)
        guard !names.isEmpty else { return }
        let list = names.prefix(20).joined(separator: ", ")
        add(
            .register,
            AuditFinding(
                .serverAnswer,
                "what the server says of the register is not what the log makes (\(list))"
            )
        )
    }
}

extension Instant {
    /// How many seconds this instant lies after another; negative where it lies before.
    fileprivate func seconds(from other: Instant) -> Int64 {
        // INVARIANT: both have a text form, so the difference fits.
        (milliseconds - other.milliseconds) / 1000
    }
}
