internal import Crypto
internal import SwiftASN1
internal import X509

extension CertificateAuthority {
    /// Issues a gateway's certificate, good for both ends of mutual TLS.
    ///
    /// - Parameters:
    ///   - request: what the certificate shall say.
    ///   - publicKeyPEM: the gateway's P-256 public key; its private half stays with the gateway.
    /// - Returns: the certificate.
    /// - Throws: `invalid_request` where it would outlive the root or the key is not P-256;
    ///   `signing_failed`.
    public func issue(
        _ request: LeafRequest,
        publicKeyPEM: String
    ) throws(KeyError) -> IssuedCertificate {
        guard request.validity.start >= root.notValidBefore,
            request.validity.end <= root.notValidAfter
        else {
            throw KeyError(.invalidRequest, "the certificate would hold while its root does not")
        }
        let publicKey = try Self.publicKey(publicKeyPEM)
        let leaf = try Self.signing { () throws in
            try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: publicKey,
                notValidBefore: request.validity.start,
                notValidAfter: request.validity.end,
                issuer: root.subject,
                subject: try DistinguishedName { CommonName(request.identity.institution) },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try leafExtensions(request, publicKey),
                issuerPrivateKey: Certificate.PrivateKey(key.key)
            )
        }
        return IssuedCertificate(pem: try Self.pem(of: leaf), der: try Self.der(of: leaf))
    }

    private func leafExtensions(
        _ request: LeafRequest,
        _ publicKey: Certificate.PublicKey
    ) throws -> Certificate.Extensions {
        let issuer = try root.extensions.subjectKeyIdentifier?.keyIdentifier
        return try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true))
            try ExtendedKeyUsage([.serverAuth, .clientAuth])
            request.alternativeNames
            SubjectKeyIdentifier(hash: publicKey)
            AuthorityKeyIdentifier(keyIdentifier: issuer)
        }
    }

    private static func publicKey(_ pem: String) throws(KeyError) -> Certificate.PublicKey {
        let subject = "the request"
        let der = try PEMText.der(
            Array(pem.utf8),
            discriminator: "PUBLIC KEY",
            subject,
            .invalidRequest
        )
        guard let key = try? P256.Signing.PublicKey(derRepresentation: der) else {
            throw KeyError(.invalidRequest, "\(subject) does not hold a P-256 public key")
        }
        return Certificate.PublicKey(key)
    }
}
