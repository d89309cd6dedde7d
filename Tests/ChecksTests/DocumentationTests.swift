import Charter
import Checks
import Foundation
import Governance
import Testing

/// The folder docs/ of the package.
private let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

private func page(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: docs.appendingPathComponent(name)), as: UTF8.self)
}

/// The text with every run of spaces and line ends as one space.
private func flowed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

@Suite struct `The pages of the checks` {
    @Test(arguments: Check.all.map(\.code))
    func `explain the check as it is`(code: String) throws {
        let check = try #require(Check.named(code))
        let text = try page("checks/\(code).md")

        #expect(text.hasPrefix("# \(code): \(check.title)\n"))
        #expect(flowed(text).lowercased().contains(flowed(check.why).lowercased()))
        #expect(text.contains("Severity: \(check.severity.rawValue)."))
        #expect(text.contains(check.isWaivable ? "It can be waived." : "It cannot be waived."))
        #expect(text.contains("## Example\n\n```yaml\n") && text.contains("## How to mend it\n"))
    }

    @Test(arguments: Check.all.map(\.code))
    func `are listed in the index`(code: String) throws {
        let check = try #require(Check.named(code))
        let waiver = check.isWaivable ? "yes" : "no"

        #expect(
            try page("checks/README.md").contains(
                "| [\(code)](\(code).md) | \(check.title) | \(check.severity.rawValue) | \(waiver) |"
            )
        )
    }

    @Test func `are as many as the checks`() throws {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: docs.appendingPathComponent("checks").path
        )

        let expected = Check.all.map { "\($0.code).md" } + ["README.md"]
        #expect(names.sorted() == expected.sorted())
    }

    @Test func `are named by the checks`() {
        #expect(Check.all.map(\.page) == Check.all.map { "docs/checks/\($0.code).md" })
    }
}

@Suite struct `The page of the charter format` {
    /// The blocks that are marked with the file they stand for.
    private func files() throws -> [CharterFile] {
        var files: [CharterFile] = []
        for block in try page("charter.md").components(separatedBy: "\n```").dropFirst() {
            guard let mark = block.range(of: " file="), let end = block.firstIndex(of: "\n"),
                mark.upperBound < end
            else { continue }
            let text = block[block.index(after: end)...] + "\n"
            files.append(
                CharterFile(path: String(block[mark.upperBound..<end]), bytes: Array(text.utf8))
            )
        }
        return files
    }

    @Test func `holds a charter that no check finds fault with`() throws {
        let document = try CharterDocument(files: try files())
        let instant = try #require(Instant(text: "2026-06-01"))
        let view = RegisterView(Register(drafting: document.content), at: instant)

        #expect(CheckReport(of: view).findings.map(\.message) == [])
    }

    @Test func `shows every kind of item`() throws {
        let document = try CharterDocument(files: try files())

        #expect(Set(document.content.items.map(\.kind)) == Set(ItemKind.allCases))
    }

    @Test func `names every code of a problem and every limit`() throws {
        let text = try page("charter.md")

        for code in CharterProblem.Code.allCases { #expect(text.contains("`\(code.rawValue)`")) }
        #expect(text.contains("\(CharterLimits.fileBytes >> 20) MiB"))
        #expect(text.contains("\(CharterLimits.folderBytes >> 20) MiB"))
    }
}
