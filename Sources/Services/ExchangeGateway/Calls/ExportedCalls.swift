internal import DataExchange

/// The check of records that were exported.
public enum ExportedCalls {
    /// Checks every line of a file that holds one or more chains, one after the other.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - expected: ends that the chains had once; each must be reached by one of them. A file
    ///     does not hold the names of its chains, so that names are not compared.
    /// - Returns: a verdict a chain, in their order; their names are those that an import would
    ///   give them. After one with a fault nothing more is read.
    /// - Throws: ``CallLogFault`` where the file cannot be read.
    public static func verify(
        _ path: String,
        expecting expected: [ChainEnd] = []
    ) throws -> [ChainVerdict] {
        var missing = expected.filter { $0.length > 0 }
        var file = try CallFile(path)
        var verdicts: [ChainVerdict] = []
        var id = String(repeating: "0", count: 32)
        var chain = CallChain()
        do {
            while let line = try file.line() {
                var beginning = CallChain()
                if (try? beginning.check(line)) != nil {
                    if chain.length > 0 {
                        verdicts.append(ChainVerdict(end: ChainEnd(id, chain), fault: nil))
                    }
                    id = CallImport.name(ofChainBeginning: beginning)
                    chain = beginning
                } else {
                    try chain.check(line)
                }
                missing.removeAll { $0.isReached(by: chain) }
            }
            guard file.tornBytes == 0 else {
                throw ChainFault(.tornLine, at: chain.length, "the last line is not complete")
            }
            if chain.length > 0 {
                verdicts.append(ChainVerdict(end: ChainEnd(id, chain), fault: nil))
            }
        } catch let fault as ChainFault {
            verdicts.append(ChainVerdict(end: ChainEnd(id, chain), fault: fault))
        }
        for end in missing {
            let fault = ChainFault(
                .wrongEnd,
                at: end.length,
                "no chain of the file holds the \(end.length) records known from elsewhere"
            )
            verdicts.append(ChainVerdict(end: end, fault: fault))
        }
        return verdicts
    }
}
