import Cedar
import Governance

/// How long a ruling takes inside a process, by number of rules in force.
///
/// Each ruling is a call on the exchange that one rule permits, under one agreement of many. Beside
/// it the same question is asked of the Cedar engine alone, so that the ratio tells what citations,
/// agreements and the register add.
@main
struct RulingBenchmark {
    static func main() throws {
        print("rules  p50 µs  p99 µs  Cedar alone p50 µs  ratio")
        for count in [10, 100, 1000] { try measure(rules: count) }
    }

    private static func measure(rules count: Int) throws {
        let register = try World(rules: count).register()
        let instant = Instant(text: "2026-06-01") ?? .earliest
        let book = try RuleBook(register, at: instant)
        let questions = try (0..<count).map { try World.question($0, at: instant) }
        for question in questions {
            precondition(book.rule(on: question).decision == .permit)
        }
        let rulings = Sample.times(20_000) { index in
            book.rule(on: questions[index % count]).decision == .permit
        }
        let engine = try World(rules: count).engine()
        let requests = (0..<count).map(World.request)
        let bare = Sample.times(20_000) { index in
            engine.authorize(requests[index % count]).decision == .allow
        }
        print(
            [
                pad("\(count)", 5), pad(rulings.text(0.5), 7), pad(rulings.text(0.99), 7),
                pad(bare.text(0.5), 19), pad(ratio(rulings, bare), 6),
            ].joined(separator: " ")
        )
    }

    private static func ratio(_ ours: Sample, _ bare: Sample) -> String {
        let value = Double(ours.nanoseconds(0.5)) / Double(max(1, bare.nanoseconds(0.5)))
        return "\((value * 10).rounded() / 10)"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

/// Sorted times of single calls.
struct Sample {
    private let sorted: [Int64]

    /// Times `count` calls one by one, after as many that are not counted.
    static func times(_ count: Int, _ body: (Int) -> Bool) -> Sample {
        let clock = ContinuousClock()
        var wrong = 0
        for index in 0..<count where !body(index) { wrong += 1 }
        var times: [Int64] = []
        times.reserveCapacity(count)
        for index in 0..<count {
            let start = clock.now
            if !body(index) { wrong += 1 }
            let elapsed = (clock.now - start).components
            times.append(elapsed.attoseconds / 1_000_000_000)
        }
        precondition(wrong == 0)
        return Sample(sorted: times.sorted())
    }

    /// The time below which that part of the calls stays.
    func nanoseconds(_ part: Double) -> Int64 {
        sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    /// The same in microseconds, with two decimals.
    func text(_ part: Double) -> String {
        let hundredths = (nanoseconds(part) + 5) / 10
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
