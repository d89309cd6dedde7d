import ExchangeGateway
import Foundation
import LogService
import MerkleTree
import Storage
import TransparencyLog

/// A program that writes under load until it is killed, and prints what was acknowledged.
///
///     storage-driver ledger DATABASE ROUND     movements between accounts, each with a key
///     storage-driver log DATABASE ROUND        entries in batches, with signed checkpoints
///     storage-driver calls DATABASE ROUND      records of calls in batches, two chains at a time
///     storage-driver check DATABASE            the invariants, from the database alone
@main struct Driver {
    static let accounts = 10
    static let workers = 8

    static let migrations =
        LogSchema.migrations + [
            Migration(
                number: 900,
                name: "calls",
                sql: CallSchema.migrations.map(\.sql).joined(separator: ";\n")
            ),
            Migration(
                number: 1000,
                name: "ledger",
                sql: """
                    CREATE TABLE account (
                        id INTEGER PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0)
                    ) STRICT;
                    CREATE TABLE movement (
                        key TEXT PRIMARY KEY, payer INTEGER NOT NULL REFERENCES account (id),
                        payee INTEGER NOT NULL REFERENCES account (id), amount INTEGER NOT NULL
                    ) STRICT;
                    """
            ),
        ]

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else { exit(64) }
        var settings = DatabaseSettings()
        settings.appliesMigrations = true
        settings.retryPeriod = .seconds(60)
        let database = try await Database.open(
            try DatabaseLocation(parsing: arguments[2]),
            migrations: migrations,
            settings: settings
        )
        switch arguments[1] {
        case "ledger": try await move(database, round: arguments[3])
        case "log": try await append(database, round: arguments[3])
        case "calls": try await record(database, round: arguments[3])
        default: try await check(database)
        }
        try await database.close()
    }

    /// Prints a line in one piece, so that a kill loses no line before it.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Moves amounts until it is killed; tells each key whose movement was acknowledged.
    static func move(_ database: Database, round: String) async throws {
        try await database.writeIdempotently { writer in
            for id in 0..<accounts {
                try writer.execute(
                    "INSERT INTO account (id, balance) VALUES ($1, 1000) ON CONFLICT DO NOTHING",
                    [.integer(Int64(id))]
                )
            }
        }
        say("ready")
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    var number = 0
                    while true {
                        number += 1
                        let key = "\(round)-\(worker)-\(number)"
                        do {
                            try await moveOnce(database, key)
                            say("ack \(key)")
                        } catch {
                            say("failed \(key) \(error)")
                        }
                    }
                }
            }
        }
    }

    static func moveOnce(_ database: Database, _ key: String) async throws {
        let payer = Int64.random(in: 0..<Int64(accounts))
        let payee = (payer + Int64.random(in: 1..<Int64(accounts))) % Int64(accounts)
        try await database.write(once: key) { writer in
            let row = try writer.query(
                "SELECT balance FROM account WHERE id = $1",
                [.integer(payer)]
            ).first
            let amount = min(7, try row?.integer("balance") ?? 0)
            try writer.execute(
                "UPDATE account SET balance = balance - $2 WHERE id = $1",
                [.integer(payer), .integer(amount)]
            )
            try writer.execute(
                "UPDATE account SET balance = balance + $2 WHERE id = $1",
                [.integer(payee), .integer(amount)]
            )
            try writer.execute(
                "INSERT INTO movement (key, payer, payee, amount) VALUES ($1, $2, $3, $4)",
                [.text(key), .integer(payer), .integer(payee), .integer(amount)]
            )
            return []
        }
    }

    static func signer() throws -> NoteSigner {
        try NoteSigner(name: "driver/log", seed: [UInt8](repeating: 9, count: 32))
    }

    /// Appends until it is killed; tells each checkpoint that others might have seen.
    static func append(_ database: Database, round: String) async throws {
        let log = try await DurableLog(database: database, signer: try signer())
        say("ready")
        var number = 0
        while true {
            let count = Int.random(in: 1...40)
            let entries = (0..<count).map {
                Array("{\"round\":\"\(round)\",\"number\":\(number + $0),\"text\":\"".utf8)
                    + [UInt8](repeating: 0x61, count: 250) + Array("\"}".utf8)
            }
            do {
                try await log.append(entries, at: log.checkpoint.checkpoint.size)
                number += count
                let shown = log.checkpoint.checkpoint
                say("ack \(shown.size) \(Data(shown.root.bytes).base64EncodedString())")
            } catch {
                say("failed \(error)")
                _ = try? await log.follow()
            }
        }
    }

    /// Prints the keys and the checkpoint, after a look at what must hold.
    static func check(_ database: Database) async throws {
        let (sum, keys) = try await database.read { reader in
            let sum = try reader.query("SELECT coalesce(sum(balance), 0) AS s FROM account")
            let keys = try reader.query("SELECT key FROM movement ORDER BY key")
            return (try sum[0].integer("s"), try keys.map { try $0.text("key") })
        }
        let moved = try await database.read { reader in
            // What each account should hold by the movements alone.
            try reader.query(
                """
                SELECT a.id, a.balance - 1000
                    + coalesce((SELECT sum(amount) FROM movement WHERE payer = a.id), 0)
                    - coalesce((SELECT sum(amount) FROM movement WHERE payee = a.id), 0) AS wrong
                FROM account a
                """
            ).map { try $0.integer("wrong") }
        }
        say("sum \(sum)")
        say("wrong \(moved.filter { $0 != 0 }.count)")
        for key in keys { say("key \(key)") }
        let stored = try await StoredLog(database, verifier: try signer().verifier)
        say("log \(stored.size)")
        let roots = try await database.roots(upTo: stored.size)
        for (size, root) in roots.enumerated() {
            say("root \(size) \(Data(root).base64EncodedString())")
        }
        try await checkCalls(database)
    }
}
