internal import ExchangeGateway
public import Storage

/// The records of calls in a database, read beside the gateways that add to them.
public struct CallRecords: Sendable {
    /// Which records are shown; members that are nil ask for all.
    public struct Filter: Sendable, Hashable {
        /// Records made at or after this moment, in milliseconds since 1970.
        public var since: Int64?
        /// The client's identifier, or its beginning up to a slash.
        public var client: String?
        /// The service's identifier, or its beginning up to a slash.
        public var service: String?
        /// The identifier of the message.
        public var message: String?

        /// Asks for all records.
        public init() {}
    }

    private let database: Database
    private let stored: StoredCalls

    /// Opens the records, runs a body with them, and closes them.
    ///
    /// - Parameters:
    ///   - location: the database.
    ///   - body: what to do.
    /// - Returns: what the body returns.
    /// - Throws: ``CompositionError`` or a `DatabaseError` where there are none to read; what the
    ///   body throws.
    public static func read<T>(
        _ location: DatabaseLocation,
        _ body: (CallRecords) async throws -> T
    ) async throws -> T {
        let database = try await CallDatabase.openForReading(location)
        do {
            let result = try await body(
                CallRecords(database: database, stored: StoredCalls(database))
            )
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    func chainNames() async throws -> [String] { try await stored.chains() }

    func heads(of id: String, at lengths: Set<Int64>) async throws -> ChainHeads {
        try await stored.heads(of: id, at: lengths)
    }

    /// Makes or changes the tables of the records, where that is still to be done.
    ///
    /// - Returns: the names of the migrations that were applied.
    /// - Throws: ``CompositionError`` or a `DatabaseError` where that cannot be done.
    public static func migrate(_ location: DatabaseLocation) async throws -> [String] {
        try await CallDatabase.migrate(location)
    }

    /// Checks every record of every chain.
    ///
    /// - Parameter known: the report of an earlier check: each chain must still hold what it held.
    /// - Returns: what was found.
    /// - Throws: ``CompositionError`` for an earlier report that is none; a `DatabaseError`.
    public func verify(since known: String? = nil) async throws -> CallsVerdict {
        var verdicts: [ChainVerdict] = []
        let ends = try known.map(CallsVerdict.ends) ?? [:]
        let chains = try await stored.chains()
        for chain in chains + ends.keys.filter({ !chains.contains($0) }).sorted() {
            verdicts.append(try await stored.verify(chain, expecting: ends[chain]))
        }
        return CallsVerdict(verdicts)
    }

    /// Checks every record of a file that ``export(chain:to:)`` wrote, or of before databases.
    ///
    /// - Throws: ``CompositionError`` for an earlier report that is none; a `CallLogFault` for a
    ///   file that cannot be read.
    public static func verify(file: String, since known: String? = nil) throws -> CallsVerdict {
        let ends = try known.map(CallsVerdict.ends) ?? [:]
        return CallsVerdict(try ExportedCalls.verify(file, expecting: Array(ends.values)))
    }

    /// Hands over the lines of one chain, or of all of them one after the other.
    ///
    /// - Parameters:
    ///   - chain: the chain's name; all chains when nil.
    ///   - write: takes some lines, each with its newline.
    /// - Throws: ``CompositionError`` when there is no such chain; a `DatabaseError`; what `write`
    ///   throws.
    public func export(chain: String?, to write: ([UInt8]) throws -> Void) async throws {
        let all = try await stored.chains()
        if let chain, !all.contains(chain) {
            throw CompositionError("there is no chain `\(chain)`")
        }
        for id in chain.map({ [$0] }) ?? all {
            var bytes: [UInt8] = []
            try await stored.forEachLine(of: id) { line in
                bytes += line + [UInt8(ascii: "\n")]
                guard bytes.count > 65_536 else { return }
                try write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
            try write(bytes)
        }
    }

    /// The records that were made last, the oldest of them first.
    ///
    /// - Parameters:
    ///   - count: the most records; up to 10000.
    ///   - filter: which are meant.
    /// - Returns: the records.
    /// - Throws: a `DatabaseError`.
    public func latest(_ count: Int, matching filter: Filter) async throws -> [RecordedCall] {
        var wanted = CallFilter()
        wanted.since = filter.since
        wanted.client = filter.client
        wanted.service = filter.service
        wanted.message = filter.message
        return try await stored.latest(count, matching: wanted).map { RecordedCall(line: $0) }
    }
}
