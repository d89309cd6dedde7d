internal import DataExchange
internal import ExchangeGateway
internal import Governance

/// What the comparison of chains of records with their anchors found.
public struct AnchorsVerdict: Sendable, Hashable {
    /// What is not as it was anchored, a line each.
    public let faults: [String]
    /// How many anchors the chains hold.
    public let held: Int

    /// Whether the chains hold every head that was anchored.
    public var holds: Bool { faults.isEmpty }

    /// What was found, for a person.
    public var summary: String {
        guard holds else { return faults.map { "NOT right: \($0)\n" }.joined() }
        return held == 0
            ? "no head of these chains was anchored\n"
            : "the chains hold \(held == 1 ? "the 1 head that was" : "all \(held) heads that were") "
                + "anchored\n"
    }

    /// Compares chains with anchors.
    ///
    /// - Parameters:
    ///   - chains: the chains with their heads at the anchored lengths.
    ///   - anchors: what was anchored.
    ///   - isNamed: whether the chains bear their own names, as in a database.
    init(_ chains: [ChainHeads], _ anchors: [KnownAnchor], isNamed: Bool) {
        var faults: [String] = []
        var held = 0
        let logs = Dictionary(grouping: anchors.filter { $0.form == .chain }, by: \.origin)
        for (origin, anchors) in logs.sorted(by: { $0.key < $1.key }) {
            let sorted = anchors.sorted { ($0.size, $0.position) < ($1.size, $1.position) }
            guard let chain = Self.chain(origin, sorted, among: chains, isNamed: isNamed) else {
                faults.append(
                    "chain \(origin) is missing; entry \(sorted[0].position) of the register "
                        + "anchors \(sorted[0].size) records of it"
                )
                continue
            }
            var last: Int64 = 0
            for anchor in sorted {
                if let fault = Self.fault(chain, anchor, origin, after: last) {
                    faults.append(fault)
                    break
                }
                held += 1
                last = Int64(anchor.size)
            }
        }
        self.faults = faults
        self.held = held
    }

    /// The chain that an anchored log is; in a file, which holds no names, the one that holds most.
    private static func chain(
        _ origin: String,
        _ anchors: [KnownAnchor],
        among chains: [ChainHeads],
        isNamed: Bool
    ) -> ChainHeads? {
        if let named = chains.first(where: { $0.id == origin }) { return named }
        guard !isNamed else { return nil }
        let counted = chains.map { chain in
            (chain, anchors.count { chain.heads[Int64($0.size)] == $0.root })
        }
        if let best = counted.max(by: { $0.1 < $1.1 }), best.1 > 0 { return best.0 }
        return chains.count == 1 ? chains[0] : nil
    }

    private static func fault(
        _ chain: ChainHeads,
        _ anchor: KnownAnchor,
        _ origin: String,
        after last: Int64
    ) -> String? {
        let size = Int64(anchor.size)
        let entry =
            "entry \(anchor.position) of the register, of \(anchor.time), anchors \(size) records"
        if let head = chain.heads[size] {
            guard head != anchor.root else { return nil }
            let place =
                size - last == 1
                ? "record \(last) of chain \(origin) was rewritten"
                : "chain \(origin) was rewritten, first in one of the records \(last) to \(size - 1)"
            return "\(place): \(entry) with another head"
        }
        if let fault = chain.fault {
            return
                "record \(fault.position) of chain \(origin) does not follow from the one before "
                + "it; \(entry)"
        }
        return "record \(chain.length) of chain \(origin) and those after it were cut off: \(entry)"
    }
}

extension CallRecords {
    /// Compares the chains with what was anchored of them.
    ///
    /// - Throws: a `DatabaseError`.
    public func compare(with anchors: [KnownAnchor]) async throws -> AnchorsVerdict {
        let lengths = Set(anchors.map { Int64($0.size) })
        var chains: [ChainHeads] = []
        for id in try await chainNames() { chains.append(try await heads(of: id, at: lengths)) }
        return AnchorsVerdict(chains, anchors, isNamed: true)
    }

    /// Compares the chains in a file that ``export(chain:to:)`` wrote with what was anchored.
    ///
    /// - Throws: a `CallLogFault` for a file that cannot be read.
    public static func compare(
        file: String,
        with anchors: [KnownAnchor]
    ) throws -> AnchorsVerdict {
        let lengths = Set(anchors.map { Int64($0.size) })
        let chains = try ExportedCalls.heads(in: file, at: lengths)
        return AnchorsVerdict(chains, anchors, isNamed: false)
    }
}
