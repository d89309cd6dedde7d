internal import Foundation

/// A file that a Cedar tool reads: its name for messages, and its bytes.
public struct CedarFile: Sendable {
    /// The most bytes that a file may have.
    public static let maximumBytes = 16 << 20

    /// The name for messages.
    public let name: String
    /// The content.
    public let bytes: [UInt8]

    /// Makes a file of what was read already.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Reads a file, or standard input where the path is `-`.
    public static func read(_ path: String) throws(CedarToolError) -> CedarFile {
        do {
            let isInput = path == "-"
            let handle =
                isInput
                ? FileHandle.standardInput
                : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            var bytes: [UInt8] = []
            while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
                bytes += part
                guard bytes.count <= maximumBytes else {
                    throw CedarToolError("`\(path)` is longer than \(maximumBytes) bytes")
                }
            }
            if !isInput { try handle.close() }
            return CedarFile(name: isInput ? "<standard input>" : path, bytes: bytes)
        } catch let error as CedarToolError {
            throw error
        } catch {
            throw CedarToolError("`\(path)` cannot be read: \(describe(error))")
        }
    }

    /// Writes a file in one step, so that it is as before or as it shall be.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(CedarToolError) {
        do {
            let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
            let rights = try? FileManager.default.attributesOfItem(atPath: url.path)
            try Data(bytes).write(to: url, options: .atomic)
            if let rights = rights?[.posixPermissions] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: rights],
                    ofItemAtPath: url.path
                )
            }
        } catch {
            throw CedarToolError("`\(path)` cannot be written: \(describe(error))")
        }
    }

    /// Whether there is a file at a path.
    public static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    private static func describe(_ error: any Error) -> String {
        guard let error = error as? CocoaError else { return "\(error)" }
        return switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
        case .fileWriteOutOfSpace: "the disk is full"
        default: (error.underlying as? POSIXError).map { "\($0.code)" } ?? "\(error.code)"
        }
    }
}
