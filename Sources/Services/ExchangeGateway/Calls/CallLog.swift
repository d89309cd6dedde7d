public import DataExchange
internal import NIOConcurrencyHelpers
public import Storage

/// The log of calls of one gateway, in a database: a chain of records, durable before the answers.
///
/// Several gateways may share a database; each has a chain of its own, which it alone continues.
/// Records are appended in batches of one transaction each, so give ``append(_:)`` to the gateway
/// as its `record` closure.
///
/// INVARIANT: a record is stored only right after the one that it names as `previous`, and no
/// record is stored twice, whatever happens to connections, servers and processes.
public final class CallLog: Sendable {
    private struct State {
        /// The chain as far as this process knows it.
        var chain: CallChain
        /// Whether the last attempt to store succeeded.
        var canStore = true
        /// Why nothing more is stored until a new start.
        var end: CallLogFault?
        /// The append asked for last; the next one waits for it.
        var last: Task<Void, any Error>?
    }

    private static let attempts = 3

    /// The name of the chain: 32 hexadecimal digits.
    public let id: String
    private let database: Database
    private let lock: DatabaseLock
    private let fence: DatabaseLock.Fence
    private let onStored: @Sendable (ChainEnd) -> Void
    private let state: NIOLockedValueBox<State>

    /// Continues a chain, or begins a new one.
    ///
    /// - Parameters:
    ///   - database: a database with ``CallSchema/migrations`` applied.
    ///   - known: the end of the chain that this gateway wrote before, as far as it knows it; a new
    ///     chain begins when nil.
    ///   - onStored: told the new end after each batch; what is remembered outside the database
    ///     shows later whether that lost records.
    /// - Returns: the log, ready to append to.
    /// - Throws: a `DatabaseError`, with code `busy` where another process writes the chain;
    ///   ``CallLogFault`` with code `records_lost` where the database does not hold the known end,
    ///   `damaged` where the chain's end is not a record.
    public static func open(
        _ database: Database,
        continuing known: ChainEnd? = nil,
        onStored: @escaping @Sendable (ChainEnd) -> Void = { _ in }
    ) async throws -> CallLog {
        let known = known ?? ChainEnd(newName(), CallChain())
        return try await CallLog(known, in: database, onStored)
    }

    private init(
        _ known: ChainEnd,
        in database: Database,
        _ onStored: @escaping @Sendable (ChainEnd) -> Void
    ) async throws {
        let lock = try Self.lock(of: known.id, in: database)
        let fence = try await lock.acquire()
        do {
            let chain = try await Self.end(in: database, extending: known, fence)
            state = NIOLockedValueBox(State(chain: chain))
        } catch {
            await lock.close()
            throw error
        }
        id = known.id
        self.database = database
        self.lock = lock
        self.fence = fence
        self.onStored = onStored
    }

    /// The chain's name and its end.
    public var known: ChainEnd { ChainEnd(id, chain) }

    /// The chain up to its last durable record.
    public var chain: CallChain { state.withLockedValue(\.chain) }

    /// Whether the last attempt to store records succeeded.
    public var canStore: Bool { state.withLockedValue { $0.canStore } }

    /// Why nothing more is stored until a new start; nil while all is well.
    public var end: CallLogFault? { state.withLockedValue(\.end) }

    /// Appends records in one transaction; they are durable when it returns.
    ///
    /// Without records it only finds out whether records could be stored.
    ///
    /// - Parameter records: the records, in order.
    /// - Throws: a `DatabaseError`, with code `outcome_unknown` where the records may be stored,
    ///   otherwise they are not; ``CallLogFault``; `ChainFault` for a record that has no line.
    public func append(_ records: [CallRecord]) async throws {
        let task = state.withLockedValue { state in
            let before = state.last
            let task = Task {
                _ = await before?.result
                try await store(records)
            }
            state.last = task
            return task
        }
        try await task.value
    }

    /// Waits for what is under way, and lets the chain go.
    public func close() async {
        _ = await state.withLockedValue(\.last)?.result
        await lock.close()
    }

    private func store(_ records: [CallRecord]) async throws {
        if let end { throw end }
        do {
            try await add(records)
            state.withLockedValue { $0.canStore = true }
        } catch {
            state.withLockedValue { state in
                state.canStore = error is ChainFault ? state.canStore : false
                if let fault = error as? CallLogFault, fault.code != .contended {
                    state.end = fault
                }
            }
            throw error
        }
    }

    private func add(_ records: [CallRecord]) async throws {
        for _ in 0..<Self.attempts {
            let before = chain
            var batch = CallBatch(of: id, after: before)
            for record in records { try batch.add(record) }
            let isStored = records.isEmpty ? false : try await store(batch)
            // Where the chain ends elsewhere: records of an attempt that seemed to have failed.
            let end =
                isStored
                ? batch.chain
                : try await Self.end(in: database, extending: ChainEnd(id, before), fence)
            state.withLockedValue { $0.chain = end }
            onStored(ChainEnd(id, end))
            if end == batch.chain || records.isEmpty { return }
        }
        throw CallLogFault(.contended, "the chain `\(id)` grew at every attempt to add to it")
    }

    private func store(_ batch: CallBatch) async throws -> Bool {
        do {
            return try await database.writeIdempotently { try batch.store($0) }
        } catch let error as DatabaseError where error.code == .uniqueViolation {
            return false
        }
    }
}

extension CallLog {
    static func lock(of id: String, in database: Database) throws -> DatabaseLock {
        try database.lock(named: "call_chain_\(id)")
    }

    /// The end of a chain that is ours, and that must hold all that we know of it.
    static func end(
        in database: Database,
        extending known: ChainEnd,
        _ fence: DatabaseLock.Fence
    ) async throws -> CallChain {
        do {
            return try await database.writeIdempotently { writer in
                try writer.hold(fence)
                return try StoredChain.end(extending: known, writer)
            }
        } catch let error as DatabaseError where error.code == .fenced {
            throw CallLogFault(.takenOver, "another process goes on with the chain `\(known.id)`")
        }
    }

    static func newName() -> String {
        RandomIdentifier.make().split(separator: "-").joined()
    }

    /// Whether a text can be the name of a chain.
    public static func isName(_ text: String) -> Bool {
        text.utf8.count == 32
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                    true
                default: false
                }
            }
    }
}
