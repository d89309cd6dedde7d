import Composition
import DataExchange
import Foundation
import Governance
import Testing

@Suite("The comparison of records with their anchors") struct AnchorsVerdictTests {
    /// A file with a chain of records; `changed` is the one that says something else.
    private func chain(
        _ count: Int,
        changed: Int? = nil
    ) throws -> (lines: [[UInt8]], heads: [String]) {
        var chain = CallChain()
        var lines: [[UInt8]] = []
        var heads: [String] = []
        for index in 0..<count {
            var record = CallRecord(
                requestID: "r-\(index)",
                messageID: "m",
                role: .provider,
                client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
                service: try ServiceIdentifier(parsing: "ML/GOV/2/health/records"),
                method: "GET",
                startedAt: Int64(index)
            )
            record.decision = index == changed ? .deny : .permit
            lines.append(try chain.append(record))
            heads.append(chain.head)
        }
        return (lines, heads)
    }

    private func verdict(_ lines: [[UInt8]], _ anchors: [(Int, String)]) throws -> AnchorsVerdict {
        let path = NSTemporaryDirectory() + "anchored-\(UUID().uuidString)"
        try Data(lines.flatMap { $0 + [UInt8(ascii: "\n")] }).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let known = try anchors.enumerated().map { index, anchor in
            try KnownAnchor(
                line: "\(index + 5) 2026-01-01T00:00:00Z chain-a chain \(anchor.0) \(anchor.1)"
            )
        }
        return try CallRecords.compare(file: path, with: known)
    }

    @Test func `holds for a chain that has grown`() throws {
        let (lines, heads) = try chain(9)
        let verdict = try verdict(lines, [(3, heads[2]), (7, heads[6])])

        #expect(verdict.holds)
        #expect(verdict.held == 2)
        #expect(verdict.summary == "the chains hold all 2 heads that were anchored\n")
    }

    @Test func `names the records among which the first was rewritten, links and all`() throws {
        let (_, heads) = try chain(9)
        let (lines, _) = try chain(9, changed: 4)
        let verdict = try verdict(lines, [(3, heads[2]), (7, heads[6]), (8, heads[7])])

        #expect(verdict.held == 1)
        #expect(verdict.faults.count == 1)
        #expect(verdict.summary.contains("first in one of the records 3 to 6: entry 6"))
    }

    @Test func `names the one record that was rewritten between two anchors`() throws {
        let (_, heads) = try chain(9)
        let (lines, _) = try chain(9, changed: 3)
        let verdict = try verdict(lines, [(3, heads[2]), (4, heads[3])])

        #expect(verdict.summary.contains("record 3 of chain chain-a was rewritten"))
    }

    @Test func `names the first record that was cut off`() throws {
        let (lines, heads) = try chain(9)
        let verdict = try verdict(Array(lines.prefix(6)), [(3, heads[2]), (8, heads[7])])

        #expect(verdict.faults.count == 1)
        #expect(
            verdict.summary.contains("record 6 of chain chain-a and those after it were cut off")
        )
    }

    @Test func `names a record that was removed from the middle`() throws {
        var (lines, heads) = try chain(9)
        lines.remove(at: 4)
        let verdict = try verdict(lines, [(3, heads[2]), (8, heads[7])])

        #expect(verdict.summary.contains("record 4 of chain chain-a does not follow"))
    }

    @Test func `misses a chain of which nothing is left`() throws {
        let (_, heads) = try chain(3)
        let verdict = try verdict([], [(3, heads[2])])

        #expect(!verdict.holds)
        #expect(verdict.summary.contains("chain chain-a is missing; entry 5"))
    }
}
