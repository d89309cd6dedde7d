internal import BaseEncoding
internal import Crypto

/// An Ed25519 public key (RFC 8032, section 5.1.5), written as 32 bytes in base64.
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes of the key.
    public let bytes: [UInt8]

    /// Makes a key from its bytes; `nil` unless there are 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The value as text.
    public var description: String { Base64.encode(bytes) }

    /// Whether `signature` over `message` was made by the holder of this key.
    public func verifies(_ signature: Signature, over message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return false
        }
        return key.isValidSignature(signature.bytes, for: message)
    }
}

/// An Ed25519 signature, written as 64 bytes in base64.
public struct Signature: Hashable, Sendable, CustomStringConvertible {
    /// The 64 bytes of the signature.
    public let bytes: [UInt8]

    /// Makes a signature from its bytes; `nil` unless there are 64.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 64 else { return nil }
        self.bytes = bytes
    }

    /// The value as text.
    public var description: String { Base64.encode(bytes) }
}

extension PublicKey: Codable {
    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let bytes = Base64.decode(text), let key = PublicKey(bytes: bytes) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "an Ed25519 public key is 32 bytes in base64, 44 characters"
            )
        }
        self = key
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Signature: Codable {
    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let bytes = Base64.decode(text), let signature = Signature(bytes: bytes) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "an Ed25519 signature is 64 bytes in base64, 88 characters"
            )
        }
        self = signature
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
