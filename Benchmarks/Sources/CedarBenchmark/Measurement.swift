import Cedar
import CountingAllocator

/// What a run found.
struct Measurement {
    var policiesNanoseconds: Int64 = 0
    var entitiesNanoseconds: Int64 = 0
    private var sorted: [Int64] = []
    private var allocations: [UInt] = []
    private var decisions = ""
    private var determining: [[String]] = []
    private var failing: [[String]] = []

    /// The median time of five loads.
    mutating func load<Loaded>(
        _ path: WritableKeyPath<Measurement, Int64>,
        _ body: () throws -> Loaded
    ) throws -> Loaded {
        var times: [Int64] = []
        var last: Loaded
        repeat {
            let start = ContinuousClock.now
            last = try body()
            times.append((ContinuousClock.now - start).nanoseconds)
        } while times.count < 5
        self[keyPath: path] = times.sorted()[2]
        return last
    }

    /// Times requests one by one, after a round that is not counted.
    mutating func authorize(
        _ compiled: CompiledPolicies,
        _ requests: [Request],
        _ milliseconds: Int
    ) {
        for request in requests {
            let before = counting_allocator_count()
            let response = compiled.authorize(request)
            allocations.append(counting_allocator_count() - before)
            decisions += response.decision == .allow ? "a" : "d"
            determining.append(response.determining.sorted())
            failing.append(response.errors.map(\.policyID).sorted())
        }
        allocations.sort()
        let clock = ContinuousClock()
        let end = clock.now + .milliseconds(milliseconds)
        var times: [Int64] = []
        var allowed = 0
        repeat {
            for request in requests {
                let start = clock.now
                let response = compiled.authorize(request)
                times.append((clock.now - start).nanoseconds)
                if response.decision == .allow { allowed += 1 }
            }
        } while clock.now < end
        precondition(allowed % max(1, decisions.count(where: { $0 == "a" })) == 0)
        sorted = times.sorted()
    }

    private func percentile(_ part: Double) -> Int64 {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    var json: String {
        """
        {"p50":\(percentile(0.5)),"p99":\(percentile(0.99)),"samples":\(sorted.count),\
        "allocations":\(allocations[allocations.count / 2]),"mostAllocations":\(allocations.last ?? 0),\
        "policies":\(policiesNanoseconds),"entities":\(entitiesNanoseconds),\
        "decisions":"\(decisions)","determining":\(determining),"errors":\(failing)}
        """
    }
}

extension Duration {
    var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
