extension CedarBatch {
    /// How many bytes are answered in one go, at least while more are there.
    private static let round = 1 << 20

    /// Answers every line of a stream, in order.
    ///
    /// What is there is answered before more is waited for. Lines are shared among tasks.
    ///
    /// - Parameters:
    ///   - width: how many tasks work at a time, from 1.
    ///   - read: gives up to that many bytes, waiting only if told to; nothing at the end, and
    ///     nil where it would have to wait.
    ///   - write: takes the bytes of answers, each ended by a line feed.
    /// - Throws: what `read` or `write` throws; no line does.
    public func run(
        width: Int,
        read: (_ count: Int, _ isWaiting: Bool) throws -> [UInt8]?,
        write: ([UInt8]) throws -> Void
    ) async throws {
        var splitter = CedarLineSplitter()
        var memories = [Memory](repeating: Memory(), count: max(1, width))
        var isAtEnd = false
        while !isAtEnd {
            var lines: [Line] = []
            var size = 0
            while size < Self.round {
                guard let bytes = try read(Self.round, size == 0) else { break }
                if bytes.isEmpty {
                    isAtEnd = true
                    lines += splitter.end()
                    break
                }
                size += bytes.count
                lines += splitter.lines(adding: bytes)
            }
            if !lines.isEmpty { try write(await answers(to: lines, &memories)) }
        }
    }

    /// The answers to lines in a row, each ended by a line feed.
    func answers(to lines: [Line], _ memories: inout [Memory]) async -> [UInt8] {
        let width = min(memories.count, lines.count)
        guard width > 1 else { return answers(to: lines[...], &memories[0]) }
        let parts = (0..<width).map { part in
            lines[(lines.count * part / width)..<(lines.count * (part + 1) / width)]
        }
        let given = memories
        let results = await withTaskGroup(of: (Int, [UInt8], Memory).self) { group in
            for (index, part) in parts.enumerated() {
                group.addTask {
                    var memory = given[index]
                    return (index, answers(to: part, &memory), memory)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var output: [UInt8] = []
        for (index, bytes, memory) in results.sorted(by: { $0.0 < $1.0 }) {
            memories[index] = memory
            output += bytes
        }
        return output
    }

    private func answers(to lines: ArraySlice<Line>, _ memory: inout Memory) -> [UInt8] {
        var output: [UInt8] = []
        for line in lines {
            output += answer(line, &memory)
            output.append(0x0A)
        }
        return output
    }
}
