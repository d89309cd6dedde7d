public import DataExchange

extension CallLog {
    /// Checks every line of a log file.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - expected: The chain as known from elsewhere, such as an anchor in a public log; without
    ///     it, records cut off at the end are not seen.
    /// - Returns: The chain at the end of the file.
    /// - Throws: ``ChainFault`` naming the first bad record, or ``CallLogFault`` if the file cannot
    ///   be read.
    public static func verify(
        path: String,
        expecting expected: CallChain? = nil
    ) throws -> CallChain {
        let file = try LogFile(reading: path)
        var chain = CallChain()
        var line: [UInt8] = []
        var offset = 0
        var reachesExpected = expected == nil || expected == chain
        while true {
            let bytes = try file.read(at: offset, count: 65_536)
            guard !bytes.isEmpty else {
                break
            }
            offset += bytes.count
            for byte in bytes {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    guard line.count <= CallChain.maximumLineLength else {
                        throw ChainFault(.notARecord, at: chain.length, "the line is too long")
                    }
                    continue
                }
                try chain.check(line)
                line.removeAll(keepingCapacity: true)
                reachesExpected = reachesExpected || chain == expected
            }
        }
        guard line.isEmpty else {
            throw ChainFault(.tornLine, at: chain.length, "the last line is not complete")
        }
        guard reachesExpected else {
            throw ChainFault(
                .wrongEnd,
                at: chain.length,
                "the log does not hold the \(expected?.length ?? 0) records known from elsewhere"
            )
        }
        return chain
    }
}
