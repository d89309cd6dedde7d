internal import DataExchange
internal import ExchangeGateway
internal import Logging
internal import Storage

/// Where a gateway keeps its records: its database, and its chain in it.
struct CallKeeping: Sendable {
    let database: Database
    let log: CallLog
    /// Held as long as the gateway runs, so that no other runs over the folder.
    private let note: ChainNote

    /// Opens both, and takes in the records of before databases.
    ///
    /// - Throws: ``CompositionError``, a `DatabaseError` or a `CallLogFault` when records could not
    ///   be stored: a gateway does not start without.
    static func open(
        _ configuration: GatewayConfiguration,
        logger: Logger
    ) async throws -> CallKeeping {
        let note = try ChainNote(in: configuration.data)
        let location = try configuration.databaseLocation()
        let database = try await CallDatabase.open(location, logger: logger)
        do {
            let noted = try note.chain()
            let old = try await takeIn(configuration.data + "/calls.jsonl", database, logger)
            let log = try await open(noted ?? old, in: database, location)
            if log.id != noted { try note.write(log.id) }
            logger.info(
                noted == nil || noted == log.id
                    ? "records of calls are kept"
                    : "the chain that the folder names is not in the database: a new one begins",
                metadata: [
                    "database": "\(location)", "chain": "\(log.id)",
                    "records": "\(log.chain.length)",
                ]
            )
            return CallKeeping(database: database, log: log, note: note)
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// Waits for what is under way, and closes the database.
    func close() async throws {
        await log.close()
        try await database.close()
    }

    private static func open(
        _ chain: String?,
        in database: Database,
        _ location: DatabaseLocation
    ) async throws -> CallLog {
        do {
            return try await CallLog.open(database, continuing: chain)
        } catch let error as DatabaseError where error.code == .busy {
            throw CompositionError(
                "another gateway writes the chain `\(chain ?? "")` of \(location)",
                help: "each gateway needs a folder of its own; do not copy the file `chain`"
            )
        }
    }

    private static func takeIn(
        _ path: String,
        _ database: Database,
        _ logger: Logger
    ) async throws -> String? {
        do {
            guard let old = try await CallImport.run(path, into: database) else { return nil }
            logger.info(
                "the records of `\(path)` are in the database now",
                metadata: [
                    "records": "\(old.count)", "chain": "\(old.id ?? "")",
                    "torn_bytes": "\(old.tornBytes)", "moved_to": "\(old.movedTo)",
                ]
            )
            return old.id
        } catch let fault as CallLogFault where fault.code == .damaged {
            throw CompositionError(
                fault.reason,
                help: "it is not taken into the database; keep the file elsewhere as evidence, and "
                    + "the gateway starts with a new chain"
            )
        }
    }
}
