internal import BaseEncoding

extension TreeHash: CustomStringConvertible {
    /// Makes a hash of 64 hexadecimal digits, small or capital.
    ///
    /// - Throws: ``MerkleError`` with code `malformed_hash`.
    public init(hexadecimal text: some StringProtocol) throws(MerkleError) {
        guard let bytes = Hexadecimal.decode(text.utf8) else {
            throw MerkleError(.malformedHash, "hash is not hexadecimal")
        }
        try self.init(bytes: bytes)
    }

    /// Makes a hash of 44 characters of standard base64 with padding (RFC 4648, section 4).
    ///
    /// - Throws: ``MerkleError`` with code `malformed_hash`, also for unused bits that are not 0.
    public init(base64 text: some Collection<UInt8>) throws(MerkleError) {
        guard let bytes = Base64.decode(text) else {
            throw MerkleError(.malformedHash, "hash is not canonical base64")
        }
        try self.init(bytes: bytes)
    }

    /// The hash as 64 small hexadecimal digits.
    public var hexadecimal: String { Hexadecimal.encode(bytes) }

    /// The hash as 44 characters of base64.
    public var base64: String { Base64.encode(bytes) }

    /// The hash as hexadecimal digits.
    public var description: String { hexadecimal }
}
