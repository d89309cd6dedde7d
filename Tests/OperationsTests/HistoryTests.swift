import MerkleTree
import Testing

@testable import Composition

@Suite struct LogHistories {
    private static func checkpoint(_ leaves: [TreeHash]) -> KnownHistory {
        KnownHistory(
            source: "elsewhere",
            evidence: .checkpoint(size: leaves.count, root: root(leaves))
        )
    }

    private static func log(_ leaves: [TreeHash]) -> KnownHistory {
        KnownHistory(source: "elsewhere", evidence: .leaves(leaves))
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 3], .covered, .covered),
            ([1, 2, 3], [1, 2], .covered, .covered),
            ([1, 2, 3], [], .covered, .covered),
            ([1, 2], [1, 2, 3], .older(lost: 1), .older(lost: 1)),
            ([], [1, 2, 3], .older(lost: 3), .older(lost: 3)),
            ([1, 2, 3], [1, 9, 3], .partedSomewhere, .parted(after: 1, lost: 2)),
            ([1, 2, 3], [9], .partedSomewhere, .parted(after: 0, lost: 1)),
            // A checkpoint over more entries cannot show that its first ones differ.
            ([1, 2], [1, 9, 3], .older(lost: 1), .parted(after: 1, lost: 2)),
        ] as [([Int], [Int], LogHistory.Standing, LogHistory.Standing)]
    )
    func `are held against a checkpoint and against a log`(
        backup: [Int],
        known: [Int],
        byCheckpoint: LogHistory.Standing,
        byLog: LogHistory.Standing
    ) {
        let history = LogHistory(leaves: leaves(backup))

        #expect(history.standing(to: Self.checkpoint(leaves(known))) == byCheckpoint)
        #expect(history.standing(to: Self.log(leaves(known))) == byLog)
    }

    @Test func `never call another history covered`() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let backup = (0..<Int.random(in: 0...20, using: &random)).map { $0 }
            var known = (0..<Int.random(in: 0...20, using: &random)).map { $0 }
            if !known.isEmpty, Bool.random(using: &random) {
                known[Int.random(in: known.indices, using: &random)] += 1000
            }
            let isPrefix = backup.starts(with: known)
            let history = LogHistory(leaves: leaves(backup))

            #expect(
                (history.standing(to: Self.log(leaves(known))) == .covered) == isPrefix,
                "seed \(seed)"
            )
            #expect(
                (history.standing(to: Self.checkpoint(leaves(known))) == .covered) == isPrefix,
                "seed \(seed)"
            )
        }
    }

    @Test func `say how many entries would be lost`() {
        let history = LogHistory(leaves: leaves([1, 2]))

        #expect(history.loss(against: Self.log(leaves([1]))) == nil)
        #expect(
            history.loss(against: Self.log(leaves([1, 2, 3, 4])))
                == "the backup holds 2 entries, and elsewhere 4 entries: the last 2 would be lost"
        )
        #expect(
            history.loss(against: Self.log(leaves([1, 9, 9])))?
                .contains("the same for 1 entry only, and 2 entries of the latter") == true
        )
        #expect(
            history.loss(against: Self.checkpoint(leaves([9])))?
                .contains("of another history than elsewhere: its first 1 entry") == true
        )
    }
}
