import CanonicalJSON
import Charter
import Checks
import Foundation
import Governance
import Testing

@Suite struct `Reports` {
    /// A charter, and what is said of it on 2026-06-01 in the form named after `===`.
    struct Golden {
        let charter: String
        let form: String
        let expected: String

        init(_ name: String) throws {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let path = folder.appendingPathComponent("Golden/\(name).golden")
            let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
            let parts = text.components(separatedBy: "\n=== ")
            charter = try #require(parts.first) + "\n"
            let rest = try #require(parts.last)
            let end = try #require(rest.firstIndex(of: "\n"))
            form = String(rest[..<end])
            expected = String(rest[rest.index(after: end)...])
        }

        func rendered() throws -> String {
            let file = CharterFile(path: "charter.yaml", bytes: Array(charter.utf8))
            do throws(CharterProblems) {
                let document = try CharterDocument(files: [file])
                let view = RegisterView(
                    Register(drafting: document.content),
                    at: Instant(text: "2026-06-01") ?? .earliest
                )
                let report = CheckReport(of: view, sources: document.sources)
                return switch form {
                case "text": report.text()
                case "quiet": report.text(quiet: true)
                case "json": report.json().prettyText() + "\n"
                default: report.sarif().prettyText() + "\n"
                }
            } catch {
                return switch form {
                case "text": error.text()
                case "json": error.json().prettyText() + "\n"
                default: error.sarif().prettyText() + "\n"
                }
            }
        }
    }

    @Test(arguments: [
        "findings-text", "findings-quiet", "findings-json", "findings-sarif", "unusable-text",
        "unusable-json", "unusable-sarif",
    ])
    func `are as the golden files have them`(name: String) throws {
        let golden = try Golden(name)

        #expect(try golden.rendered() == golden.expected)
    }

    @Test func `of a live register have no places`() throws {
        let text = "charter: {id: a, name: A, instance: A}\nsubjects: [{path: x, name: X}]\n"
        let content = try CharterDocument(files: [
            CharterFile(path: "c.yaml", bytes: Array(text.utf8))
        ]).content
        let report = CheckReport(of: RegisterView(Register(drafting: content), at: .earliest))

        #expect(report.findings.map(\.location) == [nil])
        #expect(report.text().hasPrefix("warning[H004]: no body may decide on `x`\n"))
    }

    @Test func `name the pages under the address that is given`() throws {
        let sarif = try report().sarif(documentation: "https://docs.example/")
        let driver = sarif["runs"]?.arrayValue?.first?["tool"]?["driver"]

        let rule = driver?["rules"]?.arrayValue?.first

        #expect(rule?["helpUri"]?.stringValue == "https://docs.example/docs/checks/C001.md")
        #expect(driver?["informationUri"]?.stringValue == "https://docs.example/")
    }

    @Test func `have no findings when there are only notes`() throws {
        let later = Edit.add(
            "mandates",
            "{id: m, institution: agency, function: fund, subject: identity, article: art-1, "
                + "from: 2027-01-01}"
        )

        let notes = try report([later])
        #expect(!notes.hasFindings)
        #expect(notes.summary == "no errors, no warnings, 1 note")
    }
}
