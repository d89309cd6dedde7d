internal import BaseEncoding
import CanonicalJSON
import Crypto
import MerkleTree

/// What is logged in the place of an entry that does not fit a bundle.
///
/// It is the canonical JSON object `{"kind":"large-entry","sha256":"…","size":n}`; the body, the
/// entry itself, is kept beside the log.
public struct LargeEntry: Sendable, Hashable {
    private static let kind = "large-entry"

    /// The SHA-256 of the body, 32 bytes.
    public let sha256: [UInt8]
    /// The length of the body in bytes.
    public let size: Int

    /// Describes a body.
    public init(body: [UInt8]) {
        sha256 = Self.hash(body)
        size = body.count
    }

    /// Reads what was logged; `nil` for any other entry.
    public init?(reading entry: [UInt8]) {
        let options = JSONOptions(maximumBytes: 256, maximumDepth: 1)
        guard let json = try? JSON(parsing: entry, options: options),
            json.objectValue?.count == 3, let kind = json["kind"]?.stringValue,
            Bytes.same(kind, Self.kind),
            let sha256 = Hexadecimal.decode((json["sha256"]?.stringValue ?? "").utf8),
            sha256.count == 32, let number = json["size"]?.integerValue,
            let size = Int(exactly: number), size > EntryBundle.maximumEntryBytes
        else { return nil }
        self.sha256 = sha256
        self.size = size
        guard bytes == entry else { return nil }
    }

    /// The canonical bytes that are logged.
    public var bytes: [UInt8] {
        let hash = Hexadecimal.encode(sha256)
        return Array("{\"kind\":\"\(Self.kind)\",\"sha256\":\"\(hash)\",\"size\":\(size)}".utf8)
    }

    /// Checks that a body is the one that was logged.
    ///
    /// - Throws: ``LogError`` with code `body_mismatch`.
    public func check(body: [UInt8]) throws(LogError) {
        guard body.count == size, Self.hash(body) == sha256 else {
            throw LogError(.bodyMismatch, "body is not the one that was logged")
        }
    }

    private static func hash(_ body: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        body.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return Array(hasher.finalize())
    }
}
