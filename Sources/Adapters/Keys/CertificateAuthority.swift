internal import Crypto
internal import SwiftASN1
internal import X509

/// Issues the certificates with which an exchange's gateways know each other.
///
/// The root is an ECDSA P-256 key that signs leaves only (path length 0).
public struct CertificateAuthority: Sendable {
    let root: Certificate
    let key: TransportKey

    /// Makes a new root.
    ///
    /// - Parameters:
    ///   - name: the common name, 1 to 64 bytes.
    ///   - validity: from when to when the root holds.
    /// - Returns: the authority with a new key, in memory only.
    /// - Throws: `invalid_request` for a wrong name; `signing_failed`.
    public static func create(
        name: String,
        validity: ValidityPeriod
    ) throws(KeyError) -> CertificateAuthority {
        guard 1...64 ~= name.utf8.count else {
            throw KeyError(.invalidRequest, "an authority's name has 1 to 64 bytes")
        }
        let key = TransportKey.generate()
        return try signing { () throws in
            let subject = try DistinguishedName { CommonName(name) }
            let publicKey = Certificate.PublicKey(key.key.publicKey)
            let root = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: publicKey,
                notValidBefore: validity.start,
                notValidAfter: validity.end,
                issuer: subject,
                subject: subject,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: publicKey)
                },
                issuerPrivateKey: Certificate.PrivateKey(key.key)
            )
            return CertificateAuthority(root: root, key: key)
        }
    }

    /// Reads a root from its two files.
    ///
    /// - Parameters:
    ///   - certificatePath: the root certificate in PEM.
    ///   - keyPath: its key; only this user may read it.
    /// - Returns: the authority.
    /// - Throws: ``KeyError``; `malformed_certificate` where the two do not belong together.
    public static func load(
        certificatePath: String,
        keyPath: String
    ) throws(KeyError) -> CertificateAuthority {
        let key = try TransportKey.load(from: keyPath)
        let subject = "certificate file `\(certificatePath)`"
        let der = try PEMText.der(
            SecretFile.read(certificatePath, isSecret: false),
            discriminator: "CERTIFICATE",
            subject,
            .malformedCertificate
        )
        guard let root = try? Certificate(derEncoded: der) else {
            throw KeyError(.malformedCertificate, "\(subject) does not hold a certificate")
        }
        guard root.publicKey == Certificate.PublicKey(key.key.publicKey) else {
            throw KeyError(.malformedCertificate, "\(subject) is not that of key file `\(keyPath)`")
        }
        guard case .isCertificateAuthority = try? root.extensions.basicConstraints else {
            throw KeyError(.malformedCertificate, "\(subject) is not that of an authority")
        }
        return CertificateAuthority(root: root, key: key)
    }

    /// Writes the root to two new files: the certificate with mode 0644, the key with 0600.
    ///
    /// - Parameters:
    ///   - certificatePath: the certificate's file; it must not exist.
    ///   - keyPath: the key's file; it must not exist.
    /// - Throws: ``KeyError``; `file_exists` where one of them is there.
    public func save(certificatePath: String, keyPath: String) throws(KeyError) {
        try key.save(to: keyPath)
        let pem = try certificatePEM
        try SecretFile.create(certificatePath, Array(pem.utf8), mode: 0o644)
    }

    /// The root certificate in PEM, which gateways trust.
    public var certificatePEM: String {
        get throws(KeyError) { try Self.pem(of: root) }
    }

    static func pem(of certificate: Certificate) throws(KeyError) -> String {
        PEMText.text("CERTIFICATE", try der(of: certificate))
    }

    static func der(of certificate: Certificate) throws(KeyError) -> [UInt8] {
        try signing { () throws in
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        }
    }

    static func signing<T>(_ body: () throws -> T) throws(KeyError) -> T {
        do {
            return try body()
        } catch {
            throw KeyError(.signingFailed, "the certificate could not be made")
        }
    }
}
