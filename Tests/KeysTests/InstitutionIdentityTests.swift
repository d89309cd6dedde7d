import Crypto
import Foundation
import Keys
import SwiftASN1
import Testing
import X509

@Suite("Institution identity") struct InstitutionIdentityTests {
    @Test func `has one spelling as a URI`() throws {
        let identity = try InstitutionIdentity(register: "r-1.a_b", institution: "0")

        #expect(identity.uri == "urn:cabildo:r-1.a_b:institution:0")
        #expect(try InstitutionIdentity(uri: identity.uri) == identity)
        #expect("\(identity)" == identity.uri)
    }

    @Test(arguments: [
        "", "urn:cabildo:a:institution:", "urn:cabildo::institution:b",
        "URN:cabildo:a:institution:b",
        "urn:cabildo:a:institution:b:c", "urn:other:a:institution:b", "urn:cabildo:a:office:b",
        "urn:cabildo:A:institution:b", "urn:cabildo:a:institution:-b",
        "urn:cabildo:a:institution:b-",
        "urn:cabildo:a:institution:b/c", "urn:cabildo:a:institution:b c",
        "urn:cabildo:a:institution:%62",
        "urn:cabildo:a:institution:\u{E9}", " urn:cabildo:a:institution:b",
    ])
    func `refuses any other URI`(uri: String) {
        let error = #expect(throws: KeyError.self) { try InstitutionIdentity(uri: uri) }

        #expect(error?.code == .invalidIdentity)
    }

    @Test func `refuses an identifier of more than 64 characters`() throws {
        let longest = String(repeating: "a", count: 64)

        _ = try InstitutionIdentity(register: longest, institution: longest)
        #expect(throws: KeyError.self) {
            try InstitutionIdentity(register: "a", institution: longest + "a")
        }
    }

    @Test(
        arguments: [
            ([], .noIdentity),
            (["urn:cabildo:a:institution:b", "urn:cabildo:a:institution:c"], .noIdentity),
            (["urn:cabildo:a:institution:b", "https://example.org"], .noIdentity),
            (["https://example.org"], .invalidIdentity),
        ] as [([String], KeyError.Code)]
    )
    func `refuses a certificate that does not name one institution`(
        uris: [String],
        expected: KeyError.Code
    ) throws {
        let der = try certificate(uris)

        let error = #expect(throws: KeyError.self) { try InstitutionIdentity(certificate: der) }

        #expect(error?.code == expected)
    }

    @Test(arguments: [[], [0x30], [0x30, 0x82, 0xFF, 0xFF], Array(repeating: 0x41, count: 999)])
    func `refuses bytes that are no certificate`(bytes: [UInt8]) {
        let error = #expect(throws: KeyError.self) { try InstitutionIdentity(certificate: bytes) }

        #expect(error?.code == .malformedCertificate)
    }

    /// A self-signed certificate with these URI names.
    private func certificate(_ uris: [String]) throws -> [UInt8] {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName { CommonName("b") }
        let names = [GeneralName.dnsName("b.example")] + uris.map { .uniformResourceIdentifier($0) }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: Date(timeIntervalSince1970: 0),
            notValidAfter: Date(timeIntervalSince1970: 1000),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { SubjectAlternativeNames(names) },
            issuerPrivateKey: key
        )
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }
}
