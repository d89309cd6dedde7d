internal import Crypto
internal import Foundation
internal import SwiftASN1
internal import X509

/// What a certificate says, for those who look after it; nothing is trusted by it.
public struct CertificateFacts: Sendable, Hashable {
    private let certificate: Certificate

    /// Reads the first certificate of a PEM file.
    ///
    /// - Parameter path: the file.
    /// - Throws: ``KeyError`` with code `cannot_read` or `malformed_certificate`.
    public init(of path: String) throws(KeyError) {
        let bytes = try SecretFile.read(path, isSecret: false)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let document = try? PEMDocument.parseMultiple(pemString: text).first,
            document.discriminator == "CERTIFICATE",
            let certificate = try? Certificate(derEncoded: document.derBytes)
        else {
            throw KeyError(
                .malformedCertificate,
                "certificate file `\(path)` does not hold a certificate"
            )
        }
        self.certificate = certificate
    }

    /// The first moment at which it holds, in milliseconds since 1970.
    public var startMilliseconds: Int64 {
        Int64(certificate.notValidBefore.timeIntervalSince1970) * 1000
    }

    /// The last moment at which it holds, in milliseconds since 1970.
    public var endMilliseconds: Int64 {
        Int64(certificate.notValidAfter.timeIntervalSince1970) * 1000
    }

    /// Whether it is that of an authority.
    public var isAuthority: Bool {
        guard case .isCertificateAuthority = try? certificate.extensions.basicConstraints else {
            return false
        }
        return true
    }

    /// The institution that it names.
    ///
    /// - Throws: ``KeyError`` where it does not name exactly one.
    public func institution() throws(KeyError) -> InstitutionIdentity {
        try InstitutionIdentity(certificate: try CertificateAuthority.der(of: certificate))
    }

    /// Whether it is that of a key.
    ///
    /// - Parameter key: the private key.
    /// - Returns: whether the certificate holds the key's public half.
    public func belongs(to key: TransportKey) -> Bool {
        certificate.publicKey == Certificate.PublicKey(key.key.publicKey)
    }

    /// Whether an authority has signed it.
    ///
    /// - Parameter authority: the authority's certificate.
    /// - Returns: whether it names the authority and carries its signature.
    public func isIssued(by authority: CertificateFacts) -> Bool {
        certificate.issuer == authority.certificate.subject
            && authority.certificate.publicKey.isValidSignature(
                certificate.signature,
                for: certificate
            )
    }
}
