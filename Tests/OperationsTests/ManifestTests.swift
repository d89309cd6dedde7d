import CanonicalJSON
import Foundation
import Governance
import Testing

@testable import Composition

@Suite struct BackupManifests {
    private static func manifest(
        engine: BackupManifest.Engine = .sqlite,
        files: [String] = ["keys/log.pem", "published.checkpoint", "register.sqlite"],
        hasKeys: Bool = true
    ) throws -> BackupManifest {
        BackupManifest(
            program: "0.1.0",
            register: try #require(RegisterID("costa-verde")),
            logKey: "costa-verde/log+00000000+AQ==",
            time: try #require(Instant(text: "2026-11-24T10:32:15.454Z")),
            engine: engine,
            hasKeys: hasKeys,
            log: .init(size: 2, root: "AAAA", checkpoint: "costa-verde/log\n2\nAAAA\n"),
            files: files.map {
                .init(path: $0, size: 3, sha256: String(repeating: "a", count: 64))
            }
        )
    }

    @Test func `are read as they were written`() throws {
        let manifest = try Self.manifest()

        #expect(try BackupManifest(reading: manifest.bytes()) == manifest)
    }

    @Test func `are canonical JSON of one form`() throws {
        let bytes = try Self.manifest().bytes()
        let json = try JSON(parsing: bytes)

        #expect(try json.canonicalBytes() == bytes)
        #expect(json["format"]?.integerValue == 1)
        #expect(json["sha256"]?.stringValue?.utf8.count == 64)
    }

    @Test func `are refused with any one byte changed`() throws {
        let bytes = try Self.manifest().bytes()
        var accepted: [Int] = []
        for position in bytes.indices {
            for change: UInt8 in [0x01, 0x20, 0x80] {
                var changed = bytes
                changed[position] ^= change
                if (try? BackupManifest(reading: changed)) != nil { accepted.append(position) }
            }
        }

        #expect(accepted.isEmpty)
    }

    @Test func `are refused when they are cut off`() throws {
        let bytes = try Self.manifest().bytes()

        for count in bytes.indices {
            #expect((try? BackupManifest(reading: Array(bytes[..<count]))) == nil)
        }
        #expect((try? BackupManifest(reading: bytes + [0x0A])) == nil)
    }

    @Test func `say that a newer version made them`() throws {
        let bytes = Array(#"{"format":2,"something":"new"}"#.utf8)
        let error = #expect(throws: CompositionError.self) {
            try BackupManifest(reading: bytes)
        }

        #expect(error?.reason.contains("format 2") == true)
    }

    @Test(arguments: [
        ["register.sqlite", "keys/log.pem", "../escaped"],
        ["register.sqlite", "keys/log.pem", "/etc/passwd"],
        ["register.sqlite", "keys/log.pem", "keys/../../escaped"],
        ["register.sqlite", "keys/log.pem", "keys/.hidden"],
        ["register.sqlite", "keys/log.pem", "keys/a/b"],
        ["register.sqlite", "keys/log.pem", "other/file"],
        ["register.sqlite", "keys/log.pem", "backup.json"],
        ["register.sqlite", "register.sqlite", "keys/log.pem"],
        ["keys/log.pem"],
        ["register.sqlite"],
        ["register.dump", "keys/log.pem"],
    ])
    func `are refused when they list what no backup holds`(files: [String]) throws {
        let bytes = try Self.manifest(files: files).bytes()

        #expect(throws: CompositionError.self) { try BackupManifest(reading: bytes) }
    }

    @Test func `may be without keys`() throws {
        let manifest = try Self.manifest(files: ["register.sqlite"], hasKeys: false)
        let read = try BackupManifest(reading: manifest.bytes())

        #expect(!read.hasKeys)
    }
}
