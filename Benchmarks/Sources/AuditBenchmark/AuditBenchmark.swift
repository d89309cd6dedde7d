import Foundation
import Governance
import MachineLimits

@main
struct AuditBenchmark {
    static func main() async throws {
        let count = 20000
        var generated = try GeneratedRegister()
        let t0 = ContinuousClock.now
        try generated.fill(to: count)
        print("generate \(ContinuousClock.now - t0)")
        let limits = try Limits.measure(in: "/tmp")
        print("ed25519 \(limits.verificationsPerSecond) sha \(limits.hashedBytesPerSecond)")
        let t1 = ContinuousClock.now
        let decoded = try generated.entries.map { try Entry(canonical: $0) }
        print("decode \((ContinuousClock.now - t1).seconds / Double(count) * 1e6) us")
        let t2 = ContinuousClock.now
        var n = 0
        for e in decoded { n += try e.statement.signedBytes().count }
        print("signedBytes \((ContinuousClock.now - t2).seconds / Double(count) * 1e6) us; mean \(n / count)")
        var first = Register()
        try first.append(decoded[0])
        let keys = SigningKeys(first)
        let t3 = ContinuousClock.now
        let prepared = try generated.entries.map { try PreparedEntry(canonical: $0, expecting: keys) }
        print("prepare \((ContinuousClock.now - t3).seconds / Double(count) * 1e6) us")
        var register = Register()
        let t4 = ContinuousClock.now
        for p in prepared { try register.append(p) }
        print("replay \((ContinuousClock.now - t4).seconds / Double(count) * 1e6) us")
        let t5 = ContinuousClock.now
        _ = try register.root()
        print("root \((ContinuousClock.now - t5).seconds) s; mean entry \(generated.entries.map(\.count).reduce(0,+) / count)")
    }
}
