internal import MerkleTree
internal import NIOConcurrencyHelpers
public import Storage
public import TransparencyLog

/// The log of one register: every entry, and a signed checkpoint over all of them.
///
/// Entries and the hashes they complete are stored in one transaction; a checkpoint over them is
/// signed once they are durable. When ``append(_:at:holding:)`` returns they survive a crash.
///
/// INVARIANT: a checkpoint is signed only over entries that are durable, and each extends the one
/// before, so no two that were ever signed contradict each other.
public final class DurableLog: Sendable {
    private struct State {
        var range: CompactRange
        var lastLeaf: TreeHash?
        var checkpoint: SignedCheckpoint
    }

    /// Entries that others appended, read and not yet signed for.
    public struct News: Sendable {
        /// The entries, in order.
        public let entries: [[UInt8]]
        let range: CompactRange
        let lastLeaf: TreeHash?
    }

    /// The channel on which other processes over the same database hear of new entries.
    public static let channel = "log"

    let database: Database
    private let signers: [NoteSigner]
    private let willPublish: @Sendable (SignedCheckpoint) async throws -> Void
    private let state: NIOLockedValueBox<State>
    /// Whether the checkpoint of the opening is the stored one.
    private let isStored: Bool

    /// Opens the log, and recomputes its edge from the stored entries.
    ///
    /// - Parameters:
    ///   - database: a database with ``LogSchema/migrations`` applied.
    ///   - signer: the log's key; its name is the log's origin.
    ///   - others: further keys of the log that sign too, while a key is exchanged.
    ///   - retired: keys that the log signed with before; they sign nothing more.
    ///   - published: the last checkpoint that others may have seen, kept outside the database.
    ///   - willPublish: told each checkpoint before others can see it; the first time by
    ///     ``confirm()``.
    /// - Throws: ``LogServiceError`` when the stored entries do not carry the last signed checkpoint,
    ///   as after the restoring of an old backup; a `LogError` or a `DatabaseError`.
    public init(
        database: Database,
        signer: NoteSigner,
        others: [NoteSigner] = [],
        retired: [NoteVerifier] = [],
        published: SignedCheckpoint? = nil,
        willPublish: @escaping @Sendable (SignedCheckpoint) async throws -> Void = { _ in }
    ) async throws {
        let stored = try await StoredLog(
            database,
            verifiers: ([signer] + others).map(\.verifier) + retired,
            published: published
        )
        let checkpoint = try Self.sign(stored.range, with: [signer] + others)
        self.database = database
        signers = [signer] + others
        self.willPublish = willPublish
        // One that was signed before the key was exchanged is signed and stored anew.
        isStored =
            stored.checkpoint?.checkpoint == checkpoint.checkpoint
            && (try? stored.checkpoint?.verify(log: signer.verifier)) != nil
        state = NIOLockedValueBox(
            State(range: stored.range, lastLeaf: stored.lastLeaf, checkpoint: checkpoint)
        )
    }

    /// Shows the checkpoint over what was stored, once the register has replayed it.
    ///
    /// - Throws: why it cannot be shown or stored.
    public func confirm() async throws {
        try await database.settle()
        let checkpoint = checkpoint
        try await willPublish(checkpoint)
        if !isStored { try await store(checkpoint) }
    }

    /// The checkpoint over all entries that are durable.
    public var checkpoint: SignedCheckpoint { state.withLockedValue(\.checkpoint) }

    /// Appends entries, all or none, then signs a checkpoint over them.
    ///
    /// One call at a time: the caller knows the order of its entries.
    ///
    /// - Parameters:
    ///   - entries: the entries.
    ///   - position: the position that the first of them must get; the size of the log.
    ///   - fence: the holding of the writer's lock, where several processes may write.
    /// - Throws: ``LogServiceError`` with code `inconsistent` when the log has another size,
    ///   `unpublished` when the entries are stored and ``news()`` must take them in; a `LogError`; a
    ///   `DatabaseError`, with code `outcome_unknown` where the entries may be stored, otherwise
    ///   they are not.
    public func append(
        _ entries: [[UInt8]],
        at position: Int,
        holding fence: DatabaseLock.Fence? = nil
    ) async throws {
        let leaves = try entries.map { try LogLeaf(recording: $0) }
        let (before, lastLeaf) = state.withLockedValue { ($0.range, $0.lastLeaf) }
        guard before.size == position else {
            throw LogServiceError(
                .inconsistent,
                "the log holds \(before.size) entries, not \(position)"
            )
        }
        let batch = LogBatch(leaves, of: entries, after: before, lastLeaf)
        try await database.writeIdempotently { writer in
            if let fence { try writer.hold(fence) }
            try batch.store(writer)
        }
        do {
            try await publish(batch.range, batch.lastLeaf)
        } catch {
            throw LogServiceError(
                .unpublished,
                "the entries are stored, and their checkpoint cannot be shown: \(error)"
            )
        }
    }

    /// Takes in what other processes have appended, and signs for it.
    ///
    /// - Returns: the entries after those that this log had, in order.
    /// - Throws: as ``news()`` and ``adopt(_:)``.
    @discardableResult
    public func follow() async throws -> [[UInt8]] {
        let news = try await news()
        try await adopt(news)
        return news.entries
    }

    /// Reads what other processes have appended, and signs for nothing of it.
    ///
    /// - Returns: the entries after those that this log has.
    /// - Throws: ``LogServiceError`` where they do not follow, or a `DatabaseError`.
    public func news() async throws -> News {
        let (before, last) = state.withLockedValue { ($0.range, $0.lastLeaf) }
        return try await database.read { reader in
            var range = before
            var entries: [[UInt8]] = []
            var lastLeaf: TreeHash?
            // From the last entry that this log has, to see that it is still the same.
            try reader.forEachRow(
                """
                SELECT position, leaf, leaf_hash, body FROM log_entry
                WHERE position >= $1 ORDER BY position
                """,
                [.integer(Int64(max(0, before.size - 1)))]
            ) { row in
                let leaf = try LogLeaf(reading: row.blob("leaf"))
                let hash = try TreeHash(bytes: row.blob("leaf_hash"))
                let isFirst = lastLeaf == nil && before.size > 0
                let position = try row.integer("position")
                guard leaf.hash == hash, position == Int64(isFirst ? range.size - 1 : range.size),
                    !isFirst || hash == last
                else {
                    throw LogServiceError(
                        .inconsistent,
                        "stored entry \(position) is not the one that follows, or not the one that "
                            + "this process has signed for"
                    )
                }
                lastLeaf = hash
                if isFirst { return true }
                range.append(hash)
                entries.append(try leaf.entry(body: row.optionalBlob("body")))
                return true
            }
            guard lastLeaf != nil || before.size == 0 else {
                throw LogServiceError(
                    .inconsistent,
                    "the database holds fewer than the \(before.size) entries that this process has "
                        + "signed for: stop all servers, and restore"
                )
            }
            return News(entries: entries, range: range, lastLeaf: lastLeaf)
        }
    }

    /// Signs for what was read, once the register has replayed it.
    ///
    /// - Throws: why the checkpoint cannot be shown; a `DatabaseError` where the entries are not
    ///   surely durable.
    public func adopt(_ news: News) async throws {
        guard !news.entries.isEmpty else { return }
        try await database.settle()
        try await publish(news.range, news.lastLeaf, isOurs: false)
    }

    /// Signs over entries that are durable, and shows the checkpoint to others.
    private func publish(
        _ range: CompactRange,
        _ lastLeaf: TreeHash?,
        isOurs: Bool = true
    ) async throws {
        let checkpoint = try Self.sign(range, with: signers)
        try await willPublish(checkpoint)
        state.withLockedValue {
            $0 = State(range: range, lastLeaf: lastLeaf, checkpoint: checkpoint)
        }
        guard isOurs else { return }
        do {
            try await store(checkpoint)
        } catch is DatabaseError {
            // The entries are durable and signed for; the next checkpoint covers them too.
        }
    }

    /// Stores a checkpoint, unless a later one is stored, and wakes those who follow.
    private func store(_ checkpoint: SignedCheckpoint) async throws {
        let values: [SQLValue] = [
            .integer(Int64(checkpoint.checkpoint.size)), .blob(checkpoint.bytes),
        ]
        try await database.writeIdempotently { writer in
            try writer.execute(
                """
                INSERT INTO log_checkpoint (id, size, note) VALUES (1, $1, $2)
                ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note
                WHERE excluded.size >= log_checkpoint.size
                """,
                values
            )
            try writer.signal(Self.channel)
        }
    }

    private static func sign(
        _ range: CompactRange,
        with signers: [NoteSigner]
    ) throws -> SignedCheckpoint {
        let checkpoint = try Checkpoint(
            origin: signers[0].verifier.name,
            size: range.size,
            root: range.root
        )
        var signed = try SignedCheckpoint(signing: checkpoint, with: signers[0])
        for signer in signers.dropFirst() { try signed.sign(with: signer) }
        return signed
    }
}
