/// Where a registrar stores entries, alone or with other processes over the same database.
public protocol EntryStore: Sendable {
    /// Makes this process the only writer, until ``endTurn()``.
    ///
    /// - Throws: when it cannot be; nothing may be appended then.
    func beginTurn() async throws

    /// Lets other processes write.
    func endTurn() async

    /// The entries that were recorded elsewhere, in order.
    ///
    /// - Parameter position: the place of the first of them: the size of the register.
    /// - Returns: their canonical bytes.
    /// - Throws: when they cannot be read, or do not follow.
    func newEntries(from position: Int) async throws -> [[UInt8]]

    /// Told that the entries of ``newEntries(from:)`` were replayed, and may be signed for.
    func confirm() async throws

    /// Tries whether entries can be stored, without storing one.
    func probe() async throws

    /// Stores the canonical bytes of entries, all or none; they are durable once it returns.
    ///
    /// - Throws: ``StorageFailure``, which tells whether they may be stored all the same.
    func append(_ entries: [[UInt8]], at position: Int) async throws
}
