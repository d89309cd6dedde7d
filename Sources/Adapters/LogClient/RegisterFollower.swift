public import Governance
public import TransparencyLog

/// A register that is kept up to date from somebody else's log, and trusted only as far as it was
/// checked: signatures of the log, hashes of the entries, signatures and procedures of every act.
public actor RegisterFollower {
    /// The register as far as it has been checked.
    public nonisolated let published: PublishedRegister
    private var log: VerifiedLog
    private var register = Register()
    private let configured: NoteVerifier
    private let source: LogSource
    private let mirror: LogMirror?
    /// The entries of the last bundle while it is not full, for the mirror.
    private var openBundle: [[UInt8]] = []

    /// Makes a follower that has read nothing yet.
    ///
    /// - Parameters:
    ///   - verifier: the key that the log is trusted by.
    ///   - source: where the log is read.
    ///   - mirror: where a copy is kept, to start from when the log is away; none when left out.
    /// - Throws: never in practice: an empty register always has a root.
    public init(
        verifier: NoteVerifier,
        source: LogSource,
        mirror: LogMirror? = nil
    ) throws(Refusal) {
        log = VerifiedLog(verifier: verifier)
        configured = verifier
        self.source = source
        self.mirror = mirror
        published = try PublishedRegister(Register())
    }

    /// Reads the mirror's copy, checking all of it anew; does nothing where there is none.
    ///
    /// - Throws: ``LogClientError`` or a `Refusal`, when the copy is damaged.
    public func loadMirror() async throws {
        guard let mirror, mirror.exists else { return }
        if let known = try mirror.keys() { log.trust(known) }
        try await advance(from: mirror.source, keeping: false)
    }

    /// Reads what is new in the log, replays it, and publishes the register.
    ///
    /// - Returns: how many entries were new.
    /// - Throws: ``LogClientError`` or, for an entry that does not follow from those before it, a
    ///   `Refusal`; the published register then stays as it was.
    @discardableResult
    public func refresh(
        progress: @Sendable (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> Int {
        try await advance(from: source, keeping: true, progress: progress)
    }

    /// How many entries have been read and checked, and the root over them in base64.
    public var state: (size: Int, root: String) { (log.size, log.rootText) }

    @discardableResult
    private func advance(
        from source: LogSource,
        keeping: Bool,
        progress: @Sendable (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> Int {
        var log = log
        let entries = try await log.advance(from: source, progress: progress)
        guard !entries.isEmpty || self.log.checkpoint == nil else { return 0 }
        var register = register
        for bytes in entries { try register.append(try Entry(canonical: bytes)) }
        let keys = try LogKeys.trusted(after: register, configured: configured)
        if keys != log.verifiers {
            // Before the copy, which may be signed by the new key alone.
            if keeping { try mirror?.keep(keys) }
            log.trust(keys)
        }
        try keep(entries, log, in: keeping ? mirror : nil)
        try published.publish(register)
        self.log = log
        self.register = register
        return entries.count
    }

    private func keep(_ entries: [[UInt8]], _ log: VerifiedLog, in mirror: LogMirror?) throws {
        let bundle = openBundle + entries
        if let mirror, let checkpoint = log.checkpoint {
            try mirror.write(bundle, from: self.log.size - openBundle.count, checkpoint: checkpoint)
        }
        openBundle = Array(bundle.suffix(log.size % TilePath.fullWidth))
    }
}
