internal import Crypto

/// A digest of bytes that come in parts.
public struct DigestBuilder {
    private var hash = SHA256()

    /// Begins with no bytes.
    public init() {}

    /// Adds bytes after those before.
    public mutating func add(_ bytes: [UInt8]) { hash.update(data: bytes) }

    /// The digest of all bytes so far.
    public var digest: Digest { Digest(hash.finalize()) }
}
