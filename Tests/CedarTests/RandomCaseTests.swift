import CanonicalJSON
import Foundation
import Testing

@testable import Cedar

/// `CABILDO_CASES` sets how many cases are tried, `CABILDO_SEED` where they begin.
@Suite struct `Generated cases` {
    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    @Test func `are decided alike by the index, by scanning and by the reference`() throws {
        let seed = Self.setting("CABILDO_SEED") ?? 1
        let cases = Self.setting("CABILDO_CASES") ?? 250
        print("generated cases, seed \(seed)")
        var counts = RandomCase.Counts()
        for index in 0..<cases {
            // Each case has a seed of its own, so that one can be run alone.
            var world = RandomWorld(pool: RandomPool(seed: seed &+ index))
            let made = world.makeCase(requests: 10)
            let difference = made.difference(&counts, withForms: index % 4 == 0 || cases < 4)
            guard difference != nil else { continue }
            Self.report(made, seed &+ index)
            return
        }
        print("generated cases: \(counts.summary)")
        guard cases >= 100 else { return }
        #expect(counts.allowed * 10 > counts.requests)
        #expect(counts.denied * 10 > counts.requests)
        #expect(counts.withErrors * 20 > counts.requests)
        #expect(counts.satisfied * 20 > counts.policies)
    }

    @Test func `give expressions the values that the reference gives them`() throws {
        let seed = Self.setting("CABILDO_SEED") ?? 1
        let cases = (Self.setting("CABILDO_CASES") ?? 250) / 5 + 1
        print("generated expressions, seed \(seed)")
        var counts = RandomCase.Counts()
        for index in 0..<cases {
            var world = RandomWorld(pool: RandomPool(seed: seed &+ index))
            let made = try world.makeProbes(100)
            guard made.difference(&counts, withForms: false) != nil else { continue }
            Self.report(made, seed &+ index)
            return
        }
        let errors = counts.kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        print(
            "generated expressions: \(counts.policies), \(counts.satisfied) values equal, "
                + "errors: \(errors.joined(separator: ", "))"
        )
        #expect(counts.satisfied * 3 > counts.policies)
    }

    private static func report(_ made: RandomCase, _ seed: UInt64) {
        let small = made.shrunk()
        var ignored = RandomCase.Counts()
        Issue.record(
            """
            CABILDO_SEED=\(seed) CABILDO_CASES=1: \
            \(small.difference(&ignored, withForms: true) ?? "no difference")
            \(small.report)
            """
        )
    }
}
