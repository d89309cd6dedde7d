import Foundation
import Keys
import Testing

@Suite("Facts of certificates") struct CertificateFactsTests {
    let folder: TemporaryFolder
    let authority: CertificateAuthority
    let key = TransportKey.generate()
    let leafPath: String
    let rootPath: String

    init() throws {
        folder = try TemporaryFolder()
        authority = try .create(
            name: "Test root",
            validity: CertificateAuthorityTests.period(0, 365)
        )
        leafPath = folder.path + "/leaf.pem"
        rootPath = folder.path + "/root.pem"
        let leaf = try authority.issue(
            CertificateAuthorityTests.request(),
            publicKeyPEM: key.publicKeyPEM
        )
        try Data(leaf.pem.utf8).write(to: URL(filePath: leafPath))
        try Data(try authority.certificatePEM.utf8).write(to: URL(filePath: rootPath))
    }

    @Test func `are times, name, key and issuer`() throws {
        let leaf = try CertificateFacts(of: leafPath)
        let root = try CertificateFacts(of: rootPath)
        let start = CertificateAuthorityTests.start
        let day = CertificateAuthorityTests.day

        #expect(leaf.startMilliseconds == start + day)
        #expect(leaf.endMilliseconds == start + 8 * day)
        #expect(try leaf.institution().institution == "health")
        #expect(leaf.belongs(to: key))
        #expect(!leaf.belongs(to: .generate()))
        #expect(leaf.isIssued(by: root))
        #expect(!root.isIssued(by: leaf))
        #expect(root.isAuthority && !leaf.isAuthority)
        #expect(leaf != root)
    }

    @Test func `tell an authority of the same name from the one that has signed`() throws {
        let other = try CertificateAuthority.create(
            name: "Test root",
            validity: CertificateAuthorityTests.period(0, 365)
        )
        let path = folder.path + "/other.pem"
        try Data(try other.certificatePEM.utf8).write(to: URL(filePath: path))

        #expect(try !CertificateFacts(of: leafPath).isIssued(by: CertificateFacts(of: path)))
    }

    @Test func `are those of the first certificate of a chain`() throws {
        let chain = folder.path + "/chain.pem"
        let text = try String(contentsOfFile: leafPath, encoding: .utf8) + authority.certificatePEM
        try Data(text.utf8).write(to: URL(filePath: chain))

        #expect(try CertificateFacts(of: chain) == CertificateFacts(of: leafPath))
    }

    @Test func `cannot be had of anything else`() throws {
        let path = folder.path + "/key.pem"
        try key.save(to: path)
        let wrong = #expect(throws: KeyError.self) { try CertificateFacts(of: path) }
        #expect(wrong?.code == .malformedCertificate)
        let missing = #expect(throws: KeyError.self) { try CertificateFacts(of: path + ".no") }
        #expect(missing?.code == .cannotRead)
        #expect(throws: KeyError.self) { try CertificateFacts(of: rootPath).institution() }
    }
}
