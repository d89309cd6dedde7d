/// Why the folder of a charter cannot be read.
public struct CharterFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure; the raw values are stable.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// The path does not name a folder.
        case notAFolder = "not_a_folder"
        /// A file or folder that cannot be opened, or is no regular file.
        case unreadable
        /// More bytes, files or folders than the limits allow.
        case tooLarge = "too_large"
        /// A link to a folder, or to something outside the charter's folder.
        case leavesFolder = "leaves_folder"
    }

    /// The kind of failure.
    public let code: Code
    /// The file or folder, from the charter's folder where it lies within it.
    public let path: String
    /// The reason for people, in lower case.
    public let reason: String

    init(_ code: Code, _ path: String, _ reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    /// The path and the reason.
    public var description: String { "`\(path)`: \(reason)" }
}
