public import DataExchange
internal import NIOConcurrencyHelpers

/// The log of calls in a file: one chained record a line, durable before the answer goes out.
///
/// The file has mode 0600 and one writer. Records are appended in batches with one flush of the
/// disk each, so give ``append(_:)`` to the gateway as its `record` closure. After a failed write
/// the file is cut back to its last good record; if even that fails nothing more is written until
/// it is opened again.
public final class CallLog: Sendable {
    private struct State: ~Copyable {
        let file: LogFile
        var chain: CallChain
        var size: Int
        var isInDoubt = false
    }

    private let lock: NIOLock
    private nonisolated(unsafe) var content: State

    /// Bytes of a torn last line that were cut off at the opening.
    ///
    /// Such a line was never made durable, so no answer went out on its strength.
    public let tornBytes: Int

    /// Opens or creates a log and checks that its end is the end of a chain.
    ///
    /// The last line must follow the one before it; ``verify(path:expecting:)`` checks the rest.
    ///
    /// - Parameter path: The path of the file; its folder must exist.
    /// - Throws: ``CallLogFault`` if the file cannot be opened, has another writer or is damaged.
    public init(path: String) throws(CallLogFault) {
        let file = try LogFile.locked(path: path)
        let size = try file.size()
        let window = min(size, 2 * (CallChain.maximumLineLength + 1))
        let bytes = try file.read(at: size - window, count: window)
        let newline = UInt8(ascii: "\n")
        let torn = bytes.count - (bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0)
        guard torn < window || window == size else {
            throw CallLogFault(.damaged, "the last line of `\(path)` is too long")
        }
        let whole = bytes.dropLast(torn)
        let lines =
            whole.isEmpty
            ? [] : whole.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        let chain = try Self.end(of: lines, isWhole: window == size)
        if torn > 0 {
            try file.truncate(to: size - torn)
            try file.synchronize()
        }
        tornBytes = torn
        lock = NIOLock()
        content = State(file: file, chain: chain, size: size - torn)
    }

    /// The chain up to its last durable record.
    public var chain: CallChain {
        lock.withLock { content.chain }
    }

    /// Appends records and flushes the disk once; they are durable when it returns.
    ///
    /// - Parameter records: The records, in order.
    /// - Throws: ``CallLogFault`` or ``ChainFault``; none of the records is in the log then.
    public func append(_ records: [CallRecord]) throws {
        try lock.withLock {
            guard !content.isInDoubt else {
                throw CallLogFault(.inDoubt, "an earlier failure left the log in doubt")
            }
            var chain = content.chain
            var bytes: [UInt8] = []
            for record in records {
                bytes.append(contentsOf: try chain.append(record))
                bytes.append(UInt8(ascii: "\n"))
            }
            do throws(CallLogFault) {
                try content.file.write(bytes, at: content.size)
                try content.file.synchronize()
            } catch {
                try cutBack(after: error)
            }
            content.chain = chain
            content.size += bytes.count
        }
    }

    private func cutBack(after error: CallLogFault) throws(CallLogFault) -> Never {
        // What a failed flush leaves on the disk is unknown, so the log stays closed after one.
        content.isInDoubt = true
        if error.code == .cannotWrite {
            try content.file.truncate(to: content.size)
            try content.file.synchronize()
            content.isInDoubt = false
        }
        throw error
    }

    private static func end(
        of lines: [ArraySlice<UInt8>],
        isWhole: Bool
    ) throws(CallLogFault) -> CallChain {
        do throws(ChainFault) {
            guard let last = lines.last else {
                return CallChain()
            }
            if isWhole, lines.count == 1 {
                return try followed(CallChain(), by: last)
            }
            // The first piece of a window into a longer file may be the end of a line.
            guard isWhole || lines.count > 2 else {
                return try CallChain(resumingAfter: Array(last))
            }
            let before = try CallChain(resumingAfter: Array(lines[lines.count - 2]))
            return try followed(before, by: last)
        } catch {
            throw CallLogFault(.damaged, "the log's end is not the end of a chain: \(error.reason)")
        }
    }

    private static func followed(
        _ chain: CallChain,
        by line: ArraySlice<UInt8>
    ) throws(ChainFault) -> CallChain {
        var chain = chain
        try chain.check(Array(line))
        return chain
    }
}
