internal import Crypto
internal import Foundation

/// An Ed25519 key with which an official or the log signs (RFC 8032).
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// PKCS#8 for Ed25519 is this prefix and the 32 bytes of the seed (RFC 8410, section 7).
    private static let pkcs8Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ]

    private init(key: Curve25519.Signing.PrivateKey) { self.key = key }

    /// Makes a new key from the system's randomness.
    public static func generate() -> SigningKey { SigningKey(key: Curve25519.Signing.PrivateKey()) }

    /// Makes the key of a seed, for tests that need the same key again.
    ///
    /// - Parameter seed: 32 bytes.
    /// - Throws: `malformed_key` for any other length.
    public init(seed: [UInt8]) throws(KeyError) {
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        } catch {
            throw KeyError(.malformedKey, "an Ed25519 seed has 32 bytes, not \(seed.count)")
        }
    }

    /// Reads a key from a PKCS#8 PEM file that only this user can read.
    ///
    /// - Parameter path: the file.
    /// - Returns: the key.
    /// - Throws: ``KeyError``; `insecure_file` where others could read the file or swap its link.
    public static func load(from path: String) throws(KeyError) -> SigningKey {
        let subject = "key file `\(path)`"
        let der = try PEMText.der(
            SecretFile.read(path),
            discriminator: "PRIVATE KEY",
            subject,
            .malformedKey
        )
        guard der.count == pkcs8Prefix.count + 32, der.starts(with: pkcs8Prefix) else {
            throw KeyError(.malformedKey, "\(subject) does not hold an Ed25519 key in PKCS#8")
        }
        return try SigningKey(seed: Array(der.dropFirst(pkcs8Prefix.count)))
    }

    /// Writes the key to a new PKCS#8 PEM file with mode 0600.
    ///
    /// - Parameter path: the file; it must not exist.
    /// - Throws: ``KeyError``; `file_exists` where the file is there.
    public func save(to path: String) throws(KeyError) {
        let der = Self.pkcs8Prefix + [UInt8](key.rawRepresentation)
        try SecretFile.create(path, Array(PEMText.text("PRIVATE KEY", der).utf8), mode: 0o600)
    }

    /// The public half.
    public var verifyingKey: VerifyingKey { VerifyingKey(key: key.publicKey) }

    /// Signs a message.
    ///
    /// - Parameter message: the bytes to sign.
    /// - Returns: 64 bytes.
    /// - Throws: `signing_failed` where the library fails.
    public func signature(for message: [UInt8]) throws(KeyError) -> [UInt8] {
        do {
            return [UInt8](try key.signature(for: message))
        } catch {
            throw KeyError(.signingFailed, "the signature could not be made")
        }
    }
}
