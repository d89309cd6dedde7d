public import MerkleTree

/// What a log commits itself to: its size and root (C2SP tlog-checkpoint).
public struct Checkpoint: Sendable, Hashable {
    /// The log's unique name, also the name of its key.
    public let origin: String
    /// The number of entries.
    public let size: Int
    /// The root of the tree of these entries.
    public let root: TreeHash
    /// Further lines; the specification advises against them.
    public let extensions: [String]

    /// Makes a checkpoint of its parts.
    ///
    /// - Throws: ``LogError`` with code `malformed_checkpoint` for an empty line, a line break in
    ///   a line, a negative size, or an empty log with another root than ``TreeHash/empty``.
    public init(
        origin: String,
        size: Int,
        root: TreeHash,
        extensions: [String] = []
    ) throws(LogError) {
        try self.init(unchecked: origin, size, root, extensions: extensions)
        try checkRoot()
    }

    /// Reads a checkpoint from a note's text.
    ///
    /// - Throws: ``LogError`` with code `malformed_checkpoint`.
    public init(text: [UInt8]) throws(LogError) {
        self = try Self.read(text)
        try checkRoot()
    }

    /// Reads a checkpoint of which the size 0 may stand with any root.
    static func read(_ text: [UInt8]) throws(LogError) -> Checkpoint {
        let lines = text.split(separator: Bytes.newline, omittingEmptySubsequences: false)
            .dropLast()
        guard lines.count >= 3, text.last == Bytes.newline,
            let size = Bytes.decimal(lines[1]), let root = try? TreeHash(base64: lines[2])
        else { throw LogError(.malformedCheckpoint, "checkpoint lacks origin, size or root") }
        var texts: [String] = []
        for line in [lines[0]] + lines.dropFirst(3) {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw LogError(.malformedCheckpoint, "checkpoint is not UTF-8")
            }
            texts.append(text)
        }
        return try Checkpoint(
            unchecked: texts[0],
            size,
            root,
            extensions: Array(texts.dropFirst())
        )
    }

    private init(
        unchecked origin: String,
        _ size: Int,
        _ root: TreeHash,
        extensions: [String]
    ) throws(LogError) {
        guard ([origin] + extensions).allSatisfy(Self.isLine) else {
            throw LogError(.malformedCheckpoint, "checkpoint has an empty or broken line")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    private func checkRoot() throws(LogError) {
        guard size >= 0, size > 0 || root == .empty else {
            throw LogError(.malformedCheckpoint, "checkpoint's size and root do not fit")
        }
    }

    /// The checkpoint as a note's text.
    public var text: [UInt8] {
        let lines = [origin, String(size), root.base64] + extensions
        return lines.flatMap { Array($0.utf8) + [Bytes.newline] }
    }

    private static func isLine(_ text: String) -> Bool {
        !text.utf8.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 }
    }
}
