/// One file of a charter's folder, read by the caller.
public struct CharterFile: Hashable, Sendable {
    /// The path from the charter's folder, with `/` between its parts.
    public let path: String
    /// The content.
    public let bytes: [UInt8]

    /// Makes a file from its path and content.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Whether the file holds items: its name ends in `.yaml`.
    public var isYAML: Bool { path.utf8.suffix(5).elementsEqual(".yaml".utf8) }
    /// Whether the file holds the text of a rule: its name ends in `.cedar`.
    public var isCedar: Bool { path.utf8.suffix(6).elementsEqual(".cedar".utf8) }
}

/// Limits on a charter's folder.
public enum CharterLimits {
    /// The largest file, in bytes.
    public static let fileBytes = 4 * 1024 * 1024
    /// The most bytes in all files together.
    public static let folderBytes = 64 * 1024 * 1024
    /// The most files.
    public static let files = 2000
    /// The most mappings and lists within each other, the file's own mapping included.
    public static let depth = 32
    /// The most problems that are told of one file.
    public static let problemsPerFile = 100
}
