import Checks
import Foundation
import Testing

@Suite struct `Pages of checks` {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/checks")

    private func page(_ name: String) throws -> String {
        let path = Self.folder.appendingPathComponent(name)
        return String(decoding: try Data(contentsOf: path), as: UTF8.self)
    }

    @Test func `match the checks one to one`() throws {
        let pages = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)

        #expect(Set(pages) == Set(Check.all.map { $0.code + ".md" } + ["README.md"]))
        #expect(Set(Check.all.map(\.code)).count == Check.all.count)
    }

    @Test(arguments: Check.all.map(\.code))
    func `have the title, the severity and whether a waiver helps`(code: String) throws {
        let check = try #require(Check.named(code))
        let text = try page(code + ".md")

        #expect(text.hasPrefix("# \(code): \(check.title)\n"))
        #expect(text.contains("Severity: \(check.severity.rawValue)."))
        #expect(text.contains("cannot be waived") != check.isWaivable)
        for heading in ["## What it means", "## Why", "## Example", "## How to mend it"] {
            #expect(text.contains(heading))
        }
    }

    @Test func `are listed in the index`() throws {
        let index = try page("README.md")

        for check in Check.all {
            #expect(index.contains("| [\(check.code)](\(check.code).md) | \(check.title) |"))
        }
    }
}
