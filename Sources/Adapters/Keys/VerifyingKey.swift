internal import Crypto
internal import Foundation

/// An Ed25519 public key.
public struct VerifyingKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(key: Curve25519.Signing.PublicKey) { self.key = key }

    /// Makes a key from its 32 bytes.
    ///
    /// - Parameter bytes: the key (RFC 8032, section 5.1.5).
    /// - Throws: `malformed_key` for any other length.
    public init(bytes: [UInt8]) throws(KeyError) {
        do {
            key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        } catch {
            throw KeyError(.malformedKey, "an Ed25519 public key has 32 bytes, not \(bytes.count)")
        }
    }

    /// Reads the text form.
    ///
    /// - Parameter base64: 44 characters of padded base64 (RFC 4648, section 4).
    /// - Throws: `malformed_key` for anything else, other spellings of the same bytes included.
    public init(base64: String) throws(KeyError) {
        guard let data = Data(base64Encoded: base64), data.count == 32,
            data.base64EncodedString().utf8.elementsEqual(base64.utf8)
        else {
            throw KeyError(.malformedKey, "the public key is not 32 bytes in padded base64")
        }
        try self.init(bytes: [UInt8](data))
    }

    /// The key's 32 bytes.
    public var bytes: [UInt8] { [UInt8](key.rawRepresentation) }

    /// The key as padded base64.
    public var base64: String { key.rawRepresentation.base64EncodedString() }

    /// Whether the signature is this key's over the message.
    ///
    /// - Parameters:
    ///   - signature: the 64 bytes; any other length is not valid.
    ///   - message: the bytes that were signed.
    /// - Returns: true only for this key and exactly this message.
    public func isValidSignature(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        signature.count == 64 && key.isValidSignature(signature, for: message)
    }
}

extension VerifyingKey: Hashable {
    /// Whether both are the same bytes.
    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
