import CanonicalJSON
import DataExchange
import ExchangeGateway
import Storage

extension Driver {
    /// Records calls until it is killed; tells each call that might have been answered.
    ///
    /// Two gateways record at a time, each in a chain that it continues after the kill.
    static func record(_ database: Database, round: String) async throws {
        let stored = StoredCalls(database)
        var logs: [CallLog] = []
        for chain in try await stored.chains().suffix(2) {
            let end = try await stored.verify(chain).end
            logs.append(try await CallLog.open(database, continuing: end))
        }
        while logs.count < 2 { logs.append(try await CallLog.open(database)) }
        say("ready")
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                let log = logs[worker % 2]
                group.addTask {
                    var number = 0
                    while true {
                        let names = (0..<Int.random(in: 1...5)).map {
                            "\(round)-\(worker)-\(number + $0)"
                        }
                        number += names.count
                        do {
                            try await log.append(names.map(call))
                            for name in names { say("ack \(name)") }
                        } catch {
                            say("failed \(names[0]) \(error)")
                        }
                    }
                }
            }
        }
    }

    /// Prints the calls of every chain, and how many chains do not hold.
    static func checkCalls(_ database: Database) async throws {
        let stored = StoredCalls(database)
        var broken = 0
        for chain in try await stored.chains() {
            let verdict = try await stored.verify(chain)
            if verdict.fault != nil { broken += 1 }
            var lines: [[UInt8]] = []
            try await stored.forEachLine(of: chain) { lines.append($0) }
            for line in lines {
                guard case .object(let members) = try JSON(parsing: line),
                    case .string(let name)? = members["request_id"]
                else { continue }
                say("call \(name)")
            }
        }
        say("broken \(broken)")
    }

    private static func call(_ name: String) throws -> CallRecord {
        var record = CallRecord(
            requestID: name,
            messageID: "m-\(name)",
            role: .consumer,
            client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
            service: try ServiceIdentifier(parsing: "ML/GOV/2/health/records"),
            method: "GET",
            startedAt: 1
        )
        record.citations = .string(String(repeating: "x", count: 700))
        return record
    }
}
