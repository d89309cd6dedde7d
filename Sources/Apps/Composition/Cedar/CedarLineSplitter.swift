extension CedarBatch {
    /// A line as it was read.
    public enum Line: Sendable, Equatable {
        /// The bytes without the line feed.
        case text([UInt8])
        /// More bytes than a line may have; they were dropped.
        case tooLong
    }
}

/// Cuts a stream of bytes into lines while it holds no more than one line that is not complete.
///
/// Lines end with a line feed; the last need not. Lines of nothing but blanks are skipped.
public struct CedarLineSplitter: Sendable {
    private let maximum: Int
    private var rest: [UInt8] = []
    private var isSkipping = false

    /// Makes a splitter that refuses lines of more bytes than the maximum.
    public init(maximum: Int = CedarBatch.maximumLine) {
        self.maximum = maximum
    }

    /// The lines that are complete with these bytes.
    public mutating func lines(adding bytes: some Collection<UInt8>) -> [CedarBatch.Line] {
        var lines: [CedarBatch.Line] = []
        var tail = bytes[...]
        while let end = tail.firstIndex(of: 0x0A) {
            keep(tail[..<end])
            take(into: &lines)
            tail = tail[tail.index(after: end)...]
        }
        keep(tail)
        return lines
    }

    /// The line that the end of the input completes.
    public mutating func end() -> [CedarBatch.Line] {
        var lines: [CedarBatch.Line] = []
        take(into: &lines)
        return lines
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        guard !isSkipping else { return }
        guard rest.count + bytes.count <= maximum else {
            isSkipping = true
            rest = []
            return
        }
        rest.append(contentsOf: bytes)
    }

    private mutating func take(into lines: inout [CedarBatch.Line]) {
        if isSkipping {
            lines.append(.tooLong)
        } else if rest.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
            lines.append(.text(rest))
        }
        isSkipping = false
        rest.removeAll(keepingCapacity: rest.capacity <= 1 << 20)
    }
}
