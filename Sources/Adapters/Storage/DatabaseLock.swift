/// A lock that one holder has at a time, among all processes over one database.
///
/// Each holding has a fence, a number greater than that of every holding before. A transaction that
/// calls ``Writer/hold(_:)`` with it takes effect only while nobody else has taken the lock, even
/// where this process does not know yet that it lost it.
public struct DatabaseLock: Sendable {
    /// One holding of a lock.
    public struct Fence: Sendable, Hashable {
        /// The lock's name.
        public let name: String
        /// The number of the holding.
        public let number: Int64
    }

    private let name: String
    private let locking: any ExclusiveLocking

    init(name: String, _ locking: any ExclusiveLocking) {
        self.name = name
        self.locking = locking
    }

    /// Waits until the lock is held.
    ///
    /// - Returns: the fence of the holding.
    /// - Throws: ``DatabaseError``: `busy` where another holder kept it for too long, `unavailable`
    ///   where the server cannot be reached; a `CancellationError`.
    public func acquire() async throws -> Fence {
        Fence(name: name, number: try await locking.acquire())
    }

    /// Lets the lock go, so that the next one who waits has it.
    public func release() async { await locking.release() }

    /// Whether the lock was lost with its connection; false does not prove that it is held.
    public var isLost: Bool { locking.isLost }

    /// Lets the lock go, and its connection with it; the lock is not used any more.
    public func close() async { await locking.close() }
}

extension Writer {
    /// Makes the transaction depend on a holding of a lock.
    ///
    /// Until it ends nobody else can take the lock.
    ///
    /// - Parameter fence: the holding.
    /// - Throws: ``DatabaseError`` with code `fenced` where another holder took the lock since.
    public func hold(_ fence: DatabaseLock.Fence) throws(DatabaseError) {
        // The row is written, not only read, so that both engines lock it until the commit.
        let count = try execute(
            "UPDATE storage_lock SET fence = fence WHERE name = $1 AND fence = $2",
            [.text(fence.name), .integer(fence.number)]
        )
        guard count == 1 else {
            throw DatabaseError(
                .fenced,
                "the lock `\(fence.name)` was taken by another process since"
            )
        }
    }
}

/// The table behind locks: the number of the last holding of each.
enum LockTable {
    static let take = """
        INSERT INTO storage_lock (name, fence) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET fence = storage_lock.fence + 1
        RETURNING fence
        """
}
