import Charter
import Foundation
import Testing

@Suite struct `The page on the charter format` {
    private func page() throws -> String {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/charter.md")
        return String(decoding: try Data(contentsOf: path), as: UTF8.self)
    }

    @Test func `lists every code of problems`() throws {
        let page = try page()

        for code in CharterProblem.Code.allCases {
            #expect(page.contains("\n| `\(code.rawValue)` |"), "\(code.rawValue)")
        }
    }

    @Test func `has examples that the reader accepts`() throws {
        let blocks = try page().components(separatedBy: "```yaml\n").dropFirst()
        #expect(blocks.count > 8)
        var files = try blocks.enumerated().map { index, block in
            let text = try #require(block.components(separatedBy: "\n```").first)
            return file("\(index).yaml", text + "\n")
        }
        files.append(file("rules/birth-record.cedar", "permit (principal, action, resource);"))

        do throws(CharterProblems) {
            let document = try CharterDocument(files: files)
            #expect(document.sources.fileCount == files.count)
        } catch {
            Issue.record("\(error.problems)")
        }
    }
}
