import Foundation
import Keys
import SwiftASN1
import Testing
import X509

@Suite("Certificate authority") struct CertificateAuthorityTests {
    static let start: Int64 = 1_800_000_000_000
    static let day: Int64 = 86_400_000

    let folder: TemporaryFolder
    let authority: CertificateAuthority
    let key = TransportKey.generate()

    init() throws {
        folder = try TemporaryFolder()
        authority = try .create(name: "Test root", validity: Self.period(0, 365))
    }

    static func period(_ from: Int64, _ until: Int64) throws(KeyError) -> ValidityPeriod {
        try ValidityPeriod(
            startMilliseconds: start + from * day,
            endMilliseconds: start + until * day
        )
    }

    static func request(
        dns: [String] = ["gateway.example"],
        addresses: [String] = ["127.0.0.1", "::1"],
        from: Int64 = 1,
        until: Int64 = 8
    ) throws(KeyError) -> LeafRequest {
        try LeafRequest(
            identity: InstitutionIdentity(register: "demo", institution: "health"),
            dnsNames: dns,
            addresses: addresses,
            validity: period(from, until)
        )
    }

    @Test func `names the institution in the leaf, and it is read back`() throws {
        let leaf = try authority.issue(Self.request(), publicKeyPEM: key.publicKeyPEM)

        let identity = try InstitutionIdentity(certificate: leaf.der)

        #expect(identity.uri == "urn:cabildo:demo:institution:health")
        #expect(identity.register == "demo")
        #expect(identity.institution == "health")
    }

    @Test func `puts names, uses and times into the leaf`() throws {
        let leaf = try authority.issue(Self.request(), publicKeyPEM: key.publicKeyPEM)
        let certificate = try Certificate(derEncoded: leaf.der)
        let names = try #require(try certificate.extensions.subjectAlternativeNames)
        let uses = try #require(try certificate.extensions.extendedKeyUsage)

        #expect(names.contains(.dnsName("gateway.example")))
        #expect(names.contains(.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))))
        #expect(names.count == 4)
        #expect(Array(uses) == [.serverAuth, .clientAuth])
        #expect(certificate.notValidBefore.timeIntervalSince1970 == 1_800_086_400)
        #expect(certificate.notValidAfter.timeIntervalSince1970 == 1_800_691_200)
        #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
    }

    @Test func `gives every leaf its own serial number`() throws {
        let serials = try (0..<20).map { _ in
            let leaf = try authority.issue(Self.request(), publicKeyPEM: key.publicKeyPEM)
            return try Certificate(derEncoded: leaf.der).serialNumber
        }

        #expect(Set(serials).count == 20)
    }

    @Test func `comes back from its files and keeps its key to itself`() throws {
        let (certificate, secret) = (folder.file("root.pem"), folder.file("root.key"))
        try authority.save(certificatePath: certificate, keyPath: secret)

        let again = try CertificateAuthority.load(certificatePath: certificate, keyPath: secret)

        #expect(try again.certificatePEM == authority.certificatePEM)
        #expect(try folder.mode("root.key") == 0o600)
        #expect(try folder.mode("root.pem") == 0o644)
        let error = #expect(throws: KeyError.self) {
            try authority.save(certificatePath: certificate, keyPath: secret)
        }
        #expect(error?.code == .fileExists)
    }

    @Test func `refuses files that do not belong together or are no authority`() throws {
        let other = try CertificateAuthority.create(name: "Other", validity: Self.period(0, 9))
        try authority.save(certificatePath: folder.file("a.pem"), keyPath: folder.file("a.key"))
        try other.save(certificatePath: folder.file("b.pem"), keyPath: folder.file("b.key"))
        try key.save(to: folder.file("leaf.key"))
        let leaf = try authority.issue(Self.request(), publicKeyPEM: key.publicKeyPEM)
        _ = try folder.write("leaf.pem", leaf.pem, mode: 0o644)

        for (certificate, secret) in [
            ("a.pem", "b.key"), ("leaf.pem", "leaf.key"), ("a.key", "a.key"),
        ] {
            let error = #expect(throws: KeyError.self) {
                try CertificateAuthority.load(
                    certificatePath: folder.file(certificate),
                    keyPath: folder.file(secret)
                )
            }
            #expect(error?.code == .malformedCertificate)
        }
    }

    @Test(arguments: [(-1, 5), (360, 366), (400, 401)] as [(Int64, Int64)])
    func `refuses a leaf that would hold while the root does not`(from: Int64, until: Int64) throws
    {
        let request = try Self.request(from: from, until: until)

        let error = #expect(throws: KeyError.self) {
            try authority.issue(request, publicKeyPEM: key.publicKeyPEM)
        }

        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: [
        "", "*.example", "A.example", "-a.example", "a-.example", "a..b", "a.example.", "a b",
        "ñ.example",
        String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "a",
    ])
    func `refuses a malformed host name`(name: String) {
        let error = #expect(throws: KeyError.self) { try Self.request(dns: [name]) }

        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "::g", "host", "1.2.3.4/8", "1.2.3.4\0x"])
    func `refuses a malformed address`(address: String) {
        let error = #expect(throws: KeyError.self) { try Self.request(addresses: [address]) }

        #expect(error?.code == .invalidRequest)
    }

    @Test func `refuses a public key that is not P-256, and too many names`() throws {
        let request = try Self.request()

        for pem in ["", key.privateKeyPEM, try authority.certificatePEM] {
            let error = #expect(throws: KeyError.self) {
                try authority.issue(request, publicKeyPEM: pem)
            }
            #expect(error?.code == .invalidRequest)
        }
        #expect(throws: KeyError.self) {
            try Self.request(dns: (0..<17).map { "host\($0).example" })
        }
        #expect(throws: KeyError.self) {
            try CertificateAuthority.create(name: "", validity: Self.period(0, 1))
        }
    }

    @Test(arguments: [(5, 5), (6, 5), (-2, 5), (0, 400 * 365 * 100)] as [(Int64, Int64)])
    func `refuses a period that ends before it begins or cannot be written`(
        from: Int64,
        until: Int64
    ) {
        let day = Self.day
        let error = #expect(throws: KeyError.self) {
            try ValidityPeriod(startMilliseconds: from * day, endMilliseconds: until * day)
        }

        #expect(error?.code == .invalidRequest)
    }

    @Test func `loads the transport key it saved`() throws {
        try key.save(to: folder.file("t.key"))
        try SigningKey.generate().save(to: folder.file("s.key"))

        #expect(
            try TransportKey.load(from: folder.file("t.key")).privateKeyPEM == key.privateKeyPEM
        )
        let error = #expect(throws: KeyError.self) {
            try TransportKey.load(from: folder.file("s.key"))
        }
        #expect(error?.code == .malformedKey)
    }

    @Test(
        .enabled(if: OpenSSL.isInstalled, "needs the openssl command"),
        arguments: ["sslclient", "sslserver"]
    )
    func `issues leaves that openssl verifies`(purpose: String) throws {
        let leaf = try authority.issue(Self.request(), publicKeyPEM: key.publicKeyPEM)
        let other = try CertificateAuthority.create(
            name: "Test root",
            validity: Self.period(0, 365)
        )
        _ = try folder.write("root.pem", try authority.certificatePEM, mode: 0o644)
        _ = try folder.write("other.pem", try other.certificatePEM, mode: 0o644)
        _ = try folder.write("leaf.pem", leaf.pem, mode: 0o644)

        func verify(root: String, day: Int64) throws -> (status: Int32, output: String) {
            try OpenSSL.run(
                "verify",
                "-x509_strict",
                "-purpose",
                purpose,
                "-attime",
                "\((Self.start + day * Self.day) / 1000)",
                "-CAfile",
                folder.file(root),
                "-no-CApath",
                folder.file("leaf.pem")
            )
        }

        let good = try verify(root: "root.pem", day: 3)
        #expect(good.status == 0, "\(good.output)")
        #expect(try verify(root: "root.pem", day: 9).status != 0)
        #expect(try verify(root: "other.pem", day: 3).status != 0)
    }
}
