import DataExchange
import DatabaseSupport
import ExchangeGateway
import Storage
import Testing

/// Records of calls as a gateway makes them, with the names as their identifiers.
func records(_ names: [String], at moment: Int64 = 1) throws -> [CallRecord] {
    try names.map { name in
        CallRecord(
            requestID: name,
            messageID: "m-\(name)",
            role: .consumer,
            client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
            service: try ServiceIdentifier(parsing: "ML/GOV/2/health/records"),
            method: "GET",
            startedAt: moment
        )
    }
}

/// The lines of a chain of records, as a gateway of before databases wrote them.
func lines(_ names: [String], at moment: Int64 = 1) throws -> [[UInt8]] {
    var chain = CallChain()
    var lines: [[UInt8]] = []
    for record in try records(names, at: moment) { lines.append(try chain.append(record)) }
    return lines
}

extension FreshDatabase {
    /// Opens it with the table of records.
    func openCalls(
        _ change: (inout DatabaseSettings) -> Void = { _ in }
    ) async throws -> Database {
        try await open(CallSchema.migrations, change)
    }
}

extension Database {
    /// The stored lines of a chain.
    func lines(of chain: String) async throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try await StoredCalls(self).forEachLine(of: chain) { lines.append($0) }
        return lines
    }

    /// What the check of a chain finds.
    func verify(_ chain: String, expecting end: ChainEnd? = nil) async throws -> ChainVerdict {
        try await StoredCalls(self).verify(chain, expecting: end)
    }
}
