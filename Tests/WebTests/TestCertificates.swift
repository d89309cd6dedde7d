import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A small authority for one test.
struct TestCertificates {
    struct Leaf {
        let pem: String
        let der: [UInt8]
        let keyPEM: String
    }

    private let key = P256.Signing.PrivateKey()
    private let root: Certificate

    init() throws {
        let name = try DistinguishedName { CommonName("Test root") }
        root = try Self.certificate(
            name,
            key.publicKey,
            issuer: name,
            by: key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            }
        )
    }

    var rootPEM: String {
        get throws { try root.serializeAsPEM().pemString + "\n" }
    }

    func leaf(_ uri: String) throws -> Leaf {
        let leafKey = P256.Signing.PrivateKey()
        let certificate = try Self.certificate(
            DistinguishedName { CommonName("leaf") },
            leafKey.publicKey,
            issuer: root.subject,
            by: key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames([
                    .uniformResourceIdentifier(uri),
                    .ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1])),
                ])
            }
        )
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return Leaf(
            pem: try certificate.serializeAsPEM().pemString + "\n",
            der: serializer.serializedBytes,
            keyPEM: leafKey.pemRepresentation + "\n"
        )
    }

    /// A client that trusts this authority and shows the leaf.
    func client(_ leaf: Leaf?) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(rootPEM.utf8))
        )
        if let leaf {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(
                Array(leaf.pem.utf8)
            )
            .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(leaf.keyPEM.utf8), format: .pem)
            )
        }
        return configuration
    }

    private static func certificate(
        _ subject: DistinguishedName,
        _ key: P256.Signing.PublicKey,
        issuer: DistinguishedName,
        by issuerKey: P256.Signing.PrivateKey,
        extensions: Certificate.Extensions
    ) throws -> Certificate {
        // TLS reads the clock of the machine, so the certificate holds for all times.
        try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key),
            notValidBefore: Date(timeIntervalSince1970: 0),
            notValidAfter: Date(timeIntervalSince1970: 250_000_000_000),
            issuer: issuer,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions,
            issuerPrivateKey: Certificate.PrivateKey(issuerKey)
        )
    }
}
