internal import DataExchange
public import Storage

/// Takes the records of a gateway of before databases, a file of lines, into a database.
public enum CallImport {
    /// What was taken in.
    public struct Outcome: Sendable, Hashable {
        /// The end of the chain; nil where the file held no record.
        public let end: ChainEnd?
        /// The bytes of a torn last line, which was never durable and is left out.
        public let tornBytes: Int
        /// Where the file is now.
        public let movedTo: String
    }

    private static let recordsPerBatch = 1_000
    private static let bytesPerBatch = 4 << 20

    /// Checks all of a file, stores its lines as a chain, and sets the file aside.
    ///
    /// It can be repeated after it was broken off: what is stored already is not stored again.
    ///
    /// - Parameters:
    ///   - path: the file; a gateway that writes it must have ended.
    ///   - database: a database with ``CallSchema/migrations`` applied.
    /// - Returns: what was taken in; nil where there is no file.
    /// - Throws: ``CallLogFault``, with code `damaged` and the number of the record where the lines
    ///   are not one chain: nothing is stored then; a `DatabaseError`.
    public static func run(
        _ path: String,
        into database: Database
    ) async throws -> Outcome? {
        guard CallFile.exists(path) else { return nil }
        var file = try CallFile(path, isExclusive: true)
        let (first, whole) = try check(&file)
        let tornBytes = file.tornBytes
        var end: ChainEnd?
        if whole.length > 0 {
            let known = ChainEnd(name(ofChainBeginning: first), whole)
            try file.rewind()
            try await store(&file, known, in: database)
            end = known
        }
        return Outcome(
            end: end,
            tornBytes: tornBytes,
            movedTo: try file.setAside(as: path + ".imported")
        )
    }

    /// The name of a chain, from the hash of its first line.
    static func name(ofChainBeginning first: CallChain) -> String { String(first.head.prefix(32)) }

    private static func check(
        _ file: inout CallFile
    ) throws -> (first: CallChain, whole: CallChain) {
        var first = CallChain()
        var batch = CallBatch(of: "", after: CallChain())
        do {
            while let line = try file.line() {
                try batch.add(line: line)
                if first.length == 0 { first = batch.chain }
                batch = CallBatch(of: "", after: batch.chain)
            }
        } catch let fault as ChainFault {
            throw CallLogFault(
                .damaged,
                "record \(fault.position) of `\(file.path)` is not right: \(fault.reason)"
            )
        }
        return (first, batch.chain)
    }

    private static func store(
        _ file: inout CallFile,
        _ whole: ChainEnd,
        in database: Database
    ) async throws {
        let lock = try CallLog.lock(of: whole.id, in: database)
        let fence = try await lock.acquire()
        do {
            let beginning = ChainEnd(whole.id, CallChain())
            let stored = try await CallLog.end(in: database, extending: beginning, fence)
            try await store(&file, as: whole.id, after: stored, in: database)
            _ = try await CallLog.end(in: database, extending: whole, fence)
            await lock.close()
        } catch let fault as CallLogFault where fault.code == .recordsLost {
            await lock.close()
            throw other(whole.id, file.path)
        } catch {
            await lock.close()
            throw error
        }
    }

    private static func store(
        _ file: inout CallFile,
        as id: String,
        after stored: CallChain,
        in database: Database
    ) async throws {
        var batch = CallBatch(of: id, after: CallChain())
        while let line = try file.line() {
            try batch.add(line: line)
            if batch.chain.length <= stored.length {
                guard batch.chain.length < stored.length || batch.chain == stored else {
                    throw other(id, file.path)
                }
                batch = CallBatch(of: id, after: batch.chain)
            } else if batch.count >= recordsPerBatch || batch.byteCount >= bytesPerBatch {
                batch = try await store(batch, of: id, in: database, file.path)
            }
        }
        if batch.count > 0 { _ = try await store(batch, of: id, in: database, file.path) }
    }

    private static func store(
        _ batch: CallBatch,
        of id: String,
        in database: Database,
        _ path: String
    ) async throws -> CallBatch {
        let isStored = try await database.writeIdempotently { try batch.store($0) }
        guard isStored else { throw other(id, path) }
        return CallBatch(of: id, after: batch.chain)
    }

    private static func other(_ id: String, _ path: String) -> CallLogFault {
        CallLogFault(
            .damaged,
            "the chain `\(id)` of the database and `\(path)` begin alike and go on differently"
        )
    }
}
