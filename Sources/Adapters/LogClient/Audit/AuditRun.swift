internal import Governance
internal import MerkleTree
internal import TransparencyLog

/// One audit while it runs.
struct AuditRun {
    let audit: LogAudit
    /// Asks again for what is missing.
    let patience: Patience
    var report: AuditReport
    private(set) var findings: [AuditStep.Name: Findings] = [:]
    /// The steps that have ended; what they found is added when the audit concludes.
    private var ended: [AuditStep.Name: EndedStep] = [:]
    /// The tree over the entries as they are served.
    var range = CompactRange()
    /// The tree over the served hashes of the leaves, from the first that is not its entry's.
    var tileRange: CompactRange?
    /// The places at which entry and hash are not of each other; the first ones, and how many.
    var differing: [Int] = []
    var differingCount = 0
    var edge = TileEdge()
    /// The hashes of the last bundle, while it is not full.
    var openHashes: [TreeHash] = []
    /// Every checkpoint that the log has signed and shown.
    private(set) var seen: [SignedCheckpoint] = []
    /// What differed, and was not decided since the server had moved on.
    var undecided: AuditFinding?
    var register = Register()
    var keys = SigningKeys(Register())
    /// Whether an entry was refused; what follows is then not replayed.
    var replayEnded = false
    /// An entry out of its place, until the one after it is seen.
    var misplaced: (entry: Entry, position: Int)?
    var replayed = 0
    var bodies = 0
    var tiles = 0
    var kept = 0
    var readMilliseconds = 0
    var ledger: StepLedger
    /// The checkpoint whose entries were read.
    var signed: SignedCheckpoint?
    /// The most checkpoints that are remembered.
    private static let maximumSeen = 256
    /// The last checkpoint, where the log's tiles did not prove that it continues it; the step
    /// then ends after the entries.
    var unproven: SignedCheckpoint?
    /// The root over as many entries as the last audit verified, where that is unproven.
    var rootAtLast: TreeHash?
    /// The state, where it may be used and written.
    var state: AuditState?

    init(_ audit: LogAudit) {
        self.audit = audit
        patience = Patience(milliseconds: audit.settings.followMilliseconds)
        state = audit.state
        report = AuditReport(origin: audit.verifiers.first?.name ?? "")
        ledger = StepLedger(maximumSeconds: audit.settings.maximumSeconds)
    }

    mutating func all(_ progress: LogAudit.Progress) async throws(LogClientError) {
        guard var signed = try await checkCheckpoint() else { return conclude() }
        guard try await checkHistory(&signed) else { return conclude() }
        try await readAll(signed, progress)
        try await keep(signed)
        if audit.settings.replays { try await compare(signed, progress) }
        try await checkSeen()
        try await judgeWitnesses()
        checkLogKey()
        conclude()
    }

    /// Whether the tree of the log was found to be in order.
    var isTreeSound: Bool {
        let names: [AuditStep.Name] = [.checkpoint, .history, .entries, .tiles]
        return names.allSatisfy { findings[$0] == nil }
    }

    /// Comes to the verdict: all that was found counts, whenever it was.
    mutating func conclude() {
        let asked: [AuditStep.Name] =
            audit.settings.replays
            ? AuditStep.Name.allCases : [.checkpoint, .history, .entries, .tiles]
        report.steps = asked.map { name in
            let step = ended[name] ?? EndedStep("the audit did not come to it", isComplete: false)
            return step.step(name, findings[name])
        }
        report.conclude()
    }

    /// Ends the audit early; what it found so far stays found.
    mutating func breakOff(_ error: LogClientError) {
        if let name = ledger.running {
            if error.isEvidence || error.code == .badCheckpoint {
                add(name, AuditFinding(.unusablePart, error.reason))
            }
            end(name, "the step broke off: \(error.reason)", count: 0, isComplete: false)
        }
        leaveHistoryOpen("the audit broke off before the entries could tell")
        report.failure = error.reason
        conclude()
    }

    // MARK: Steps

    mutating func add(_ name: AuditStep.Name, _ finding: AuditFinding) {
        findings[name, default: Findings()].add(finding)
    }

    mutating func add(_ name: AuditStep.Name, _ found: Findings) {
        if found.count > 0 { findings[name, default: Findings()].add(found) }
    }

    mutating func begin(_ name: AuditStep.Name) { ledger.begin(name) }

    mutating func end(
        _ name: AuditStep.Name,
        _ summary: String,
        count: Int,
        isComplete: Bool = true,
        milliseconds: Int? = nil
    ) {
        let milliseconds = milliseconds ?? ledger.elapsedMilliseconds
        ended[name] = EndedStep(summary, count: count, isComplete: isComplete, milliseconds)
        ledger.running = nil
    }

    // MARK: The checkpoint

    /// Reads the checkpoint and verifies it; `nil` where the log has not signed it.
    ///
    /// What is no checkpoint at all is an answer that cannot be used, such as the page of a network
    /// that wants a login, and accuses nobody. Too few witnesses are a finding, and the audit goes on.
    mutating func checkCheckpoint() async throws(LogClientError) -> SignedCheckpoint? {
        begin(.checkpoint)
        let read = try await audit.source.read("checkpoint", limit: Note.maximumBytes)
        guard let bytes = read else {
            throw LogClientError(.unusable, "there is no log here: it has no checkpoint")
        }
        let signed: SignedCheckpoint
        do throws(LogError) {
            signed = try SignedCheckpoint(parsing: bytes)
            if self.signed == nil {
                report.size = signed.checkpoint.size
                report.logRoot = signed.checkpoint.root.base64
            }
            try signed.verify(byAnyOf: audit.verifiers)
        } catch {
            guard error.code != .malformedNote else {
                throw LogClientError(
                    .unusable,
                    "what is served as the checkpoint is none: \(error)"
                )
            }
            let finding = AuditFinding(.badCheckpoint, "the checkpoint was refused: \(error)")
            add(.checkpoint, finding)
            end(.checkpoint, "the signatures of the checkpoint", count: 1)
            return nil
        }
        guard signed.checkpoint.size <= audit.settings.maximumEntries else {
            throw LogClientError(
                .tooLarge,
                "the log has more entries than an audit takes, \(audit.settings.maximumEntries)"
            )
        }
        if !seen.contains(signed), seen.count < Self.maximumSeen { seen.append(signed) }
        end(.checkpoint, "signed by `\(report.origin)`", count: 1)
        return signed
    }

    /// Judges the witnesses of the checkpoint whose entries were read.
    ///
    /// Signatures may come a moment after it, so it is read again before too few are told.
    private mutating func judgeWitnesses() async throws(LogClientError) {
        guard let signed else { return }
        begin(.checkpoint)
        guard let policy = audit.settings.policy else {
            return end(
                .checkpoint,
                "signed by `\(report.origin)`; no witness was asked for",
                count: 1
            )
        }
        var failure = LogError(code: .quorumNotMet, reason: "no witness has signed")
        for wait in 0...Patience.waits {
            if wait > 0 {
                await patience.pause()
                guard try await checkCheckpoint() != nil else { return }
            }
            for candidate in seen where candidate.checkpoint == signed.checkpoint {
                do throws(LogError) {
                    let approval = try policy.judge(candidate, within: timely)
                    return end(
                        .checkpoint,
                        "signed by `\(report.origin)`; the policy is satisfied by "
                            + "\(approval.witnesses.count) witnesses",
                        count: 1
                    )
                } catch {
                    failure = error
                }
            }
        }
        add(
            .checkpoint,
            AuditFinding(
                failure.code == .quorumNotMet ? .quorumNotMet : .badCheckpoint,
                "the witnesses do not vouch for the checkpoint: \(failure)"
            )
        )
        end(.checkpoint, "the signatures of the log and of witnesses", count: 1)
    }

    /// When cosignatures must have been made, in seconds since 1970; `nil` for any time.
    ///
    /// A witness's clock may be ahead by as much as a server's.
    private var timely: ClosedRange<Int64>? {
        audit.settings.maximumCosignatureSeconds.map { age in
            let now = audit.settings.now().milliseconds / 1000
            return (now - age)...(now + AuditSettings.clockToleranceSeconds)
        }
    }

    mutating func keep(_ signed: SignedCheckpoint) async throws(LogClientError) {
        guard let state, isTreeSound else { return }
        for tile in edge.partials() { try state.keep(tile.bytes, at: tile.path.description) }
        try state.keep(signed.bytes, at: "checkpoint")
        let partials = TilePath.partials(ofSize: signed.checkpoint.size)
        state.removePartials(but: Set(partials.map(\.description)))
    }
}

/// A step that has ended, without what it found: a later step may find more of it.
private struct EndedStep {
    private let summary: String
    private let count: Int
    private let isComplete: Bool
    private let milliseconds: Int

    init(
        _ summary: String,
        count: Int = 0,
        isComplete: Bool,
        _ milliseconds: Int = 0
    ) {
        self.summary = summary
        self.count = count
        self.isComplete = isComplete
        self.milliseconds = milliseconds
    }

    func step(_ name: AuditStep.Name, _ found: Findings?) -> AuditStep {
        AuditStep(
            name: name,
            outcome: found != nil ? .fails : isComplete ? .holds : .notChecked,
            summary: summary,
            count: count,
            milliseconds: milliseconds,
            findings: found?.first ?? [],
            findingCount: found?.count ?? 0
        )
    }
}

/// Which step runs, and since when.
struct StepLedger {
    let end: ContinuousClock.Instant
    var running: AuditStep.Name?
    private var began = ContinuousClock.now

    init(maximumSeconds: Int) { end = .now + .seconds(maximumSeconds) }

    mutating func begin(_ name: AuditStep.Name) {
        running = name
        began = .now
    }

    var elapsedMilliseconds: Int { Self.milliseconds(.now - began) }

    static func milliseconds(_ duration: Duration) -> Int {
        Int(duration.components.seconds) * 1000
            + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }

    static func milliseconds(since instant: ContinuousClock.Instant) -> Int64 {
        Int64(milliseconds(.now - instant))
    }

    func check() throws(LogClientError) {
        guard ContinuousClock.now < end else {
            throw LogClientError(.unreachable, "the audit took longer than it may")
        }
    }
}
