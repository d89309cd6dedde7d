import Crypto

/// A SHA-256 hash in a Merkle tree (RFC 9162, section 2.1), 32 bytes held in place.
public struct TreeHash: Sendable, Hashable {
    /// The number of bytes.
    public static let byteCount = 32

    /// The root of the tree without leaves, SHA-256 of nothing.
    public static let empty = TreeHash(SHA256().finalize())

    // The bytes in order, eight a word, as they lie in memory.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a hash of exactly 32 bytes.
    ///
    /// - Throws: ``MerkleError`` with code `malformed_hash` for any other number.
    public init(bytes: some Collection<UInt8>) throws(MerkleError) {
        guard bytes.count == Self.byteCount else {
            throw MerkleError(.malformedHash, "hash of \(bytes.count) bytes, expected 32")
        }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    private init(_ digest: SHA256.Digest) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { target in
            digest.withUnsafeBytes { target.copyMemory(from: $0) }
        }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    /// Lends the 32 bytes without copying.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words) { body($0) }
    }

    /// Compares all bytes; hashes in a log are public, so the time taken tells nothing.
    public static func == (left: TreeHash, right: TreeHash) -> Bool {
        left.words == right.words
    }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: $0) }
    }
}

extension TreeHash {
    /// The hash of a leaf, SHA-256(0x00 ‖ entry) (RFC 9162, section 2.1.1).
    public static func leaf(_ entry: some Collection<UInt8>) -> TreeHash {
        var hasher = SHA256()
        withUnsafeBytes(of: UInt8(0)) { hasher.update(bufferPointer: $0) }
        let done: Void? = entry.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if done == nil {
            Array(entry).withUnsafeBytes { hasher.update(bufferPointer: $0) }
        }
        return TreeHash(hasher.finalize())
    }

    /// The hash of an inner node, SHA-256(0x01 ‖ left ‖ right) (RFC 9162, section 2.1.1).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hasher = SHA256()
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 1) { buffer in
            buffer[0] = 1
            left.withBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyMemory(from: $0)
            }
            right.withBytes {
                UnsafeMutableRawBufferPointer(rebasing: buffer[(1 + byteCount)...])
                    .copyMemory(from: $0)
            }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        return TreeHash(hasher.finalize())
    }
}
