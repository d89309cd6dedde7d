import Foundation
import Keys
import Testing

@Suite("Signing keys") struct SigningKeyTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `sign what the public key verifies`() throws {
        let key = SigningKey.generate()
        let signature = try key.signature(for: [1, 2, 3])

        #expect(key.verifyingKey.isValidSignature(signature, for: [1, 2, 3]))
        #expect(!key.verifyingKey.isValidSignature(signature, for: [1, 2]))
        #expect(!key.verifyingKey.isValidSignature(signature + [0], for: [1, 2, 3]))
        #expect(!key.verifyingKey.isValidSignature([], for: [1, 2, 3]))
        #expect(!SigningKey.generate().verifyingKey.isValidSignature(signature, for: [1, 2, 3]))
    }

    @Test func `give the public key of RFC 8032, section 7.1, test 1`() throws {
        let seed: [UInt8] = [
            0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC,
            0x2C, 0xC4, 0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03,
            0x1C, 0xAE, 0x7F, 0x60,
        ]

        let key = try SigningKey(seed: seed)

        #expect(key.verifyingKey.base64 == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    }

    @Test func `come back from the file they were saved to`() throws {
        let key = SigningKey.generate()
        try key.save(to: folder.file("a.key"))

        let again = try SigningKey.load(from: folder.file("a.key"))
        let text = try folder.text("a.key")

        #expect(again.verifyingKey == key.verifyingKey)
        #expect(try folder.mode("a.key") == 0o600)
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(text.hasSuffix("-----END PRIVATE KEY-----\n"))
    }

    @Test func `never overwrite a file or follow a link when saved`() throws {
        let key = SigningKey.generate()
        _ = try folder.write("a.key", "kept", mode: 0o600)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("b.key"),
            withDestinationPath: folder.file("elsewhere")
        )

        for name in ["a.key", "b.key"] {
            let error = #expect(throws: KeyError.self) { try key.save(to: folder.file(name)) }
            #expect(error?.code == .fileExists)
        }
        #expect(try folder.text("a.key") == "kept")
        #expect(!FileManager.default.fileExists(atPath: folder.file("elsewhere")))
        let error = #expect(throws: KeyError.self) { try key.save(to: folder.file("no/a.key")) }
        #expect(error?.code == .cannotWrite)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601, 0o620])
    func `are refused from a file that others could use`(mode: Int) throws {
        try SigningKey.generate().save(to: folder.file("a.key"))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: folder.file("a.key")
        )

        let error = #expect(throws: KeyError.self) {
            try SigningKey.load(from: folder.file("a.key"))
        }

        #expect(error?.code == .insecureFile)
    }

    @Test func `are loaded through one's own link`() throws {
        try SigningKey.generate().save(to: folder.file("a.key"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"),
            withDestinationPath: folder.file("a.key")
        )

        _ = try SigningKey.load(from: folder.file("link"))
    }

    @Test(.enabled(if: geteuid() == 0, "needs root to make another user's link"))
    func `are refused through another user's link or from another user's file`() throws {
        try SigningKey.generate().save(to: folder.file("a.key"))
        try SigningKey.generate().save(to: folder.file("b.key"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"),
            withDestinationPath: folder.file("a.key")
        )
        try #require(lchown(folder.file("link"), 65_534, 65_534) == 0)
        try #require(chown(folder.file("b.key"), 65_534, 65_534) == 0)

        for name in ["link", "b.key"] {
            let error = #expect(throws: KeyError.self) {
                try SigningKey.load(from: folder.file(name))
            }
            #expect(error?.code == .insecureFile)
        }
    }

    @Test func `are refused from anything that is no regular file`() throws {
        try #require(mkfifo(folder.file("pipe"), 0o600) == 0)

        for name in ["pipe", "missing", "."] {
            let error = #expect(throws: KeyError.self) {
                try SigningKey.load(from: folder.file(name))
            }
            #expect(error?.code == .cannotRead)
        }
    }

    @Test func `are refused from a damaged file, without quoting it`() throws {
        let good = SigningKey.generate()
        try good.save(to: folder.file("good"))
        try TransportKey.generate().save(to: folder.file("p256"))
        let pem = try folder.text("good")
        let secret = pem.split(separator: "\n")[1]
        let texts = [
            "", "x", pem + pem, pem.replacingOccurrences(of: "PRIVATE KEY", with: "PUBLIC KEY"),
            pem.replacingOccurrences(of: secret, with: secret.dropLast(4)),
            pem.replacingOccurrences(of: "-----END", with: "----END"),
            try folder.text("p256"), String(secret),
        ]

        for (index, text) in texts.enumerated() {
            let path = try folder.write("bad\(index)", text, mode: 0o600)
            let error = #expect(throws: KeyError.self, "\(index)") {
                try SigningKey.load(from: path)
            }
            #expect(error?.code == .malformedKey)
            #expect(error?.description.contains(secret.prefix(8)) == false)
            #expect(error?.reason.contains(path) == true)
        }
        let path = try folder.write("large", String(repeating: pem, count: 2000), mode: 0o600)
        #expect(throws: KeyError.self) { try SigningKey.load(from: path) }
    }

    @Test(.enabled(if: OpenSSL.isInstalled, "needs the openssl command"))
    func `are read by openssl`() throws {
        let key = SigningKey.generate()
        try key.save(to: folder.file("a.key"))

        let (status, output) = try OpenSSL.run(
            "pkey",
            "-in",
            folder.file("a.key"),
            "-pubout",
            "-text_pub"
        )

        #expect(status == 0)
        #expect(output.contains("ED25519 Public-Key"))
    }

    @Test(arguments: [
        "", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURp=",
        " 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "AAAA",
    ])
    func `refuse a public key in any other spelling`(text: String) throws {
        let error = #expect(throws: KeyError.self) { try VerifyingKey(base64: text) }

        #expect(error?.code == .malformedKey)
    }

    @Test func `have a public key that round-trips as text`() throws {
        let key = SigningKey.generate().verifyingKey

        #expect(try VerifyingKey(base64: key.base64) == key)
        #expect(try VerifyingKey(bytes: key.bytes) == key)
        #expect(throws: KeyError.self) { try VerifyingKey(bytes: [1]) }
        #expect(throws: KeyError.self) { try SigningKey(seed: [1]) }
    }
}
