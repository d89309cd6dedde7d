internal import DataExchange
internal import ExchangeGateway

/// What the check of records of calls found.
public struct CallsVerdict: Sendable, Hashable {
    private let verdicts: [ChainVerdict]

    init(_ verdicts: [ChainVerdict]) { self.verdicts = verdicts }

    /// Whether every record follows from the one before it.
    public var holds: Bool { verdicts.allSatisfy { $0.fault == nil } }

    /// A line for each chain that holds: its name, its length and its last hash.
    ///
    /// Kept elsewhere, it shows later whether records were cut off since.
    public var ends: String {
        verdicts.filter { $0.fault == nil }.map { "\($0.end)\n" }.joined()
    }

    /// What was found, for a person.
    public var summary: String {
        let faults = verdicts.compactMap { verdict in
            verdict.fault.map { fault in
                "NOT right: record \(fault.position) of chain \(verdict.end.id): \(fault.reason)"
                    + " (\(fault.code.rawValue))\n"
            }
        }
        let count = verdicts.reduce(0) { $0 + $1.end.length }
        let whole =
            "\(verdicts.count) chain\(verdicts.count == 1 ? "" : "s"), \(count) records: each "
            + "follows from the one before it\n"
        return faults.isEmpty ? whole : faults.joined()
    }

    /// The ends in an earlier report, by chain.
    static func ends(_ report: String) throws -> [String: ChainEnd] {
        var ends: [String: ChainEnd] = [:]
        for line in report.split(whereSeparator: \.isNewline) {
            guard let end = ChainEnd(parsing: String(line)) else {
                throw CompositionError(
                    "`\(line.prefix(80))` is not a line of an earlier check",
                    help: "keep what `cabildo records verify` writes to standard output"
                )
            }
            ends[end.id] = end
        }
        return ends
    }
}
