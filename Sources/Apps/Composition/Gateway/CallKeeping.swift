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
            let noted = try note.end()
            let old = try await takeIn(configuration.data + "/calls.jsonl", database, logger)
            let log = try await open(noted ?? old, in: database, note)
            if noted == nil { try note.begin(log.known) }
            logger.info(
                "records of calls are kept",
                metadata: [
                    "database": "\(location)", "chain": "\(log.id)",
                    "records": "\(log.known.length)",
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
        _ known: ChainEnd?,
        in database: Database,
        _ note: ChainNote
    ) async throws -> CallLog {
        do {
            return try await CallLog.open(database, continuing: known) { note.advance(to: $0) }
        } catch let error as DatabaseError where error.code == .busy {
            throw CompositionError(
                "another gateway writes the chain `\(known?.id ?? "")` of \(database.location)",
                help: "each gateway needs a folder of its own; do not copy the file `chain`"
            )
        } catch let fault as CallLogFault where fault.code == .recordsLost {
            throw CompositionError(
                "\(database.location): \(fault.reason)",
                help: "see that it is the right database, and not an older state of it; to begin a "
                    + "new chain all the same, move the file `\(note.path)` away"
            )
        }
    }

    private static func takeIn(
        _ path: String,
        _ database: Database,
        _ logger: Logger
    ) async throws -> ChainEnd? {
        do {
            guard let old = try await CallImport.run(path, into: database) else { return nil }
            logger.info(
                "the records of `\(path)` are in the database now",
                metadata: [
                    "end": "\(old.end.map { "\($0)" } ?? "")",
                    "torn_bytes": "\(old.tornBytes)", "moved_to": "\(old.movedTo)",
                ]
            )
            return old.end
        } catch let fault as CallLogFault where fault.code == .damaged {
            throw CompositionError(
                fault.reason,
                help: "it is not taken into the database; keep the file elsewhere as evidence, and "
                    + "the gateway starts with a new chain"
            )
        }
    }
}
