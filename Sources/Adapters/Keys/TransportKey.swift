internal import Crypto
internal import SwiftASN1
internal import X509

/// An ECDSA P-256 key for TLS or for a certificate authority.
public struct TransportKey: Sendable {
    let key: P256.Signing.PrivateKey

    private init(key: P256.Signing.PrivateKey) { self.key = key }

    /// Makes a new key from the system's randomness.
    public static func generate() -> TransportKey { TransportKey(key: P256.Signing.PrivateKey()) }

    /// Reads a key from a PKCS#8 PEM file that only this user can read.
    ///
    /// - Parameter path: the file.
    /// - Returns: the key.
    /// - Throws: ``KeyError``; `insecure_file` where others could read the file or swap its link.
    public static func load(from path: String) throws(KeyError) -> TransportKey {
        let subject = "key file `\(path)`"
        let der = try PEMText.der(
            SecretFile.read(path),
            discriminator: "PRIVATE KEY",
            subject,
            .malformedKey
        )
        do {
            return TransportKey(key: try P256.Signing.PrivateKey(derRepresentation: der))
        } catch {
            throw KeyError(.malformedKey, "\(subject) does not hold a P-256 key in PKCS#8")
        }
    }

    /// Writes the key to a new PKCS#8 PEM file with mode 0600.
    ///
    /// - Parameter path: the file; it must not exist.
    /// - Throws: ``KeyError``; `file_exists` where the file is there.
    public func save(to path: String) throws(KeyError) {
        try SecretFile.create(path, Array(privateKeyPEM.utf8), mode: 0o600)
    }

    /// The private key as PKCS#8 PEM, for the TLS library; never log it.
    public var privateKeyPEM: String {
        PEMText.text("PRIVATE KEY", [UInt8](key.derRepresentation))
    }

    /// The public key as PEM, to hand to a certificate authority.
    public var publicKeyPEM: String {
        PEMText.text("PUBLIC KEY", [UInt8](key.publicKey.derRepresentation))
    }
}
