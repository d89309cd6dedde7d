import CanonicalJSON
import Foundation
import Governance
import TestSupport
import Testing

@Suite("The page on safeguards") struct SafeguardPageTests {
    /// The text below a heading of the third level, up to the next.
    private func sections() throws -> [String] {
        try text("docs/safeguards.md").components(separatedBy: "\n### ").dropFirst()
            .map { $0.components(separatedBy: "\n## ")[0] }
    }

    private func blocks(_ language: String, in section: String) -> [String] {
        section.components(separatedBy: "```\(language)\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
    }

    private func json(_ text: String) throws -> JSON {
        try JSON(parsing: Array(text.utf8), options: .lenient)
    }

    /// A merge patch (RFC 7396), in which `null` takes a member out.
    private func merge(_ patch: JSON, into target: JSON?) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var result = target?.objectValue ?? [:]
        for (key, value) in changes {
            if case .null = value {
                result[key] = nil
            } else {
                result[key] = merge(value, into: result[key])
            }
        }
        return .object(result)
    }

    @Test func `has one section for each safeguard, in order`() throws {
        #expect(try sections().count == SafeguardExample.all.count)
    }

    @Test(arguments: Array(zip(SafeguardExample.all.indices, SafeguardExample.all)))
    func `shows the text that is tested, a request it permits and one it refuses`(
        place: Int,
        example: SafeguardExample
    ) throws {
        let section = try sections()[place]

        #expect(section.hasPrefix("\(place + 1). "))
        #expect(blocks("cedar", in: section) == [example.text])
        let shown = blocks("json", in: section)
        try #require(shown.count == 2)
        let permitted = try json(shown[0])
        let refused = merge(try json(shown[1]), into: permitted)
        let permit = try #require(example.permits.first { $0.request == permitted })
        let refusal = try #require(example.refuses.first { $0.request == refused })
        #expect(section.contains("Permitted (`\(permit.id)`):"))
        let policies = refusal.refusedBy.map { "`\($0)`" }.joined(separator: " and ")
        #expect(section.contains("Refused by \(policies) (`\(refusal.id)`):"))
        for part in ["\n> ", "| fact | who supplies it | today |", "**Pitfall.**"] {
            #expect(section.contains(part), "\(part)")
        }
    }

    @Test func `has a valid rule on the page before it`() throws {
        let page = try text("docs/rules.md")
        let blocks = blocks("cedar", in: page)

        #expect(blocks.count == 1)
        for block in blocks {
            let rule = Rule(
                id: "r",
                name: "R",
                subject: "exchange",
                safeguards: ["lawfulness", "purpose-limitation"],
                cedar: block
            )
            #expect(RuleText.problems(of: rule).isEmpty)
        }
    }
}
