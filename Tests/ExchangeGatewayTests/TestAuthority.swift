import Crypto
import DataExchange
import ExchangeGateway
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority made for a test.
struct TestAuthority {
    let key = P256.Signing.PrivateKey()
    let name: DistinguishedName
    let certificate: Certificate

    init(_ commonName: String) throws {
        name = try DistinguishedName { CommonName(commonName) }
        certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_577_836_800),
            notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key)
        )
    }

    /// Credentials of a leaf that names some URIs, trusting this authority or another.
    func issue(_ uris: [String], trusting root: TestAuthority? = nil) throws -> GatewayCredentials {
        let leafKey = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: .init(leafKey.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_577_836_800),
            notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
            issuer: name,
            subject: try DistinguishedName { CommonName("gateway") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames(uris.map { .uniformResourceIdentifier($0) })
            },
            issuerPrivateKey: .init(key)
        )
        return GatewayCredentials(
            certificateChain: [try Self.bytes(leaf)],
            privateKey: Array(leafKey.derRepresentation),
            trustRoots: [try Self.bytes((root ?? self).certificate)]
        )
    }

    func issue(
        institution: String,
        trusting root: TestAuthority? = nil
    ) throws
        -> GatewayCredentials
    {
        try issue(["urn:cabildo:ml:institution:\(institution)"], trusting: root)
    }

    private static func bytes(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try certificate.serialize(into: &serializer)
        return serializer.serializedBytes
    }
}

extension GatewayCredentials {
    /// The settings of a client that shows these credentials and checks the server's root only.
    func testClient(version: TLSVersion = .tlsv13) throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = version
        settings.maximumTLSVersion = version
        settings.certificateChain = try certificateChain.map {
            .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        settings.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: privateKey, format: .der))
        settings.certificateVerification = .none
        return try NIOSSLContext(configuration: settings)
    }

    /// The settings of a server that shows these credentials and asks for none.
    func testServer() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try certificateChain.map {
                    .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: privateKey, format: .der))
            )
        )
    }
}
