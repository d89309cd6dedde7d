public import DataExchange

/// The heads of a chain at the lengths that were asked for, and how far the chain holds.
public struct ChainHeads: Sendable, Hashable {
    /// The chain's name; for an exported one the name that an import would give it.
    public let id: String
    /// The heads, by length; a length that the chain does not reach has none.
    public private(set) var heads: [Int64: String] = [:]
    /// How many records hold.
    public private(set) var length: Int64 = 0
    /// The first record that does not follow from the one before it; nil where all do.
    public fileprivate(set) var fault: ChainFault?

    init(_ id: String) { self.id = id }

    mutating func note(_ chain: CallChain, at lengths: Set<Int64>) {
        length = chain.length
        if lengths.contains(chain.length) { heads[chain.length] = chain.head }
    }
}

extension StoredCalls {
    /// Walks through a chain, and notes its heads at some lengths.
    ///
    /// - Throws: a `DatabaseError`.
    public func heads(of id: String, at lengths: Set<Int64>) async throws -> ChainHeads {
        var found = ChainHeads(id)
        var chain = CallChain()
        do {
            try await forEachLine(of: id) { line in
                try chain.check(line)
                found.note(chain, at: lengths)
            }
        } catch let fault as ChainFault {
            found.fault = fault
        }
        return found
    }
}

extension ExportedCalls {
    /// Walks through the chains of a file, and notes their heads at some lengths.
    ///
    /// - Returns: the chains in their order; after one with a fault nothing more is read.
    /// - Throws: ``CallLogFault`` where the file cannot be read.
    public static func heads(in path: String, at lengths: Set<Int64>) throws -> [ChainHeads] {
        var file = try CallFile(path)
        var all: [ChainHeads] = []
        var chain = CallChain()
        do {
            while let line = try file.line() {
                var beginning = CallChain()
                if (try? beginning.check(line)) != nil {
                    chain = beginning
                    all.append(ChainHeads(CallImport.name(ofChainBeginning: beginning)))
                } else {
                    try chain.check(line)
                }
                guard !all.isEmpty else { continue }
                all[all.count - 1].note(chain, at: lengths)
            }
        } catch let fault as ChainFault {
            if all.isEmpty { all.append(ChainHeads("")) }
            all[all.count - 1].fault = fault
        }
        return all
    }
}
