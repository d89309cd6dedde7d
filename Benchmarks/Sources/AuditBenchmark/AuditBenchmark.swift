import Foundation
import Governance
import LogClient
import MachineLimits
import MerkleTree
import TransparencyLog

/// How many entries a second an audit checks: the tree alone, and with signatures and replay.
@main
struct AuditBenchmark {
    static func main() async {
        do {
            let arguments = CommandLine.arguments.dropFirst()
            if arguments.first == "audit", arguments.count == 3 {
                return try await Measured.audit(arguments[2], replays: arguments[3] == "replay")
            }
            let counts = try arguments.map { text in
                guard let count = Int(text), count > 0 else {
                    throw Problem("usage: audit-benchmark [REPLAYED] [TREE]")
                }
                return count
            }
            try await run(
                replayed: counts.first ?? 20_000,
                tree: counts.count > 1 ? counts[1] : 500_000
            )
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(replayed: Int, tree: Int) async throws {
        let folder = NSTemporaryDirectory() + "audit-benchmark-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        var generated = try GeneratedRegister()
        try generated.fill(to: replayed)
        let signer = try Measured.signer()
        try publish(generated.entries, in: folder + "/register", signer)
        let filler = [UInt8](repeating: 0x78, count: 290)
        try publish(
            (0..<tree).lazy.map { Array(String($0 + 1_000_000_000).utf8) + filler },
            in: folder + "/tree",
            signer
        )
        let limits = try Limits.measure(in: folder)
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        let trees = try Measured(folder + "/tree", replays: false)
        let replays = try Measured(folder + "/register", replays: true)
        let stages = try stages(of: generated.entries)
        let after = try Limits.measure(in: folder)
        let hashed = min(limits.hashedBytesPerSecond, after.hashedBytesPerSecond)
        let verified = min(limits.verificationsPerSecond, after.verificationsPerSecond)
        print(
            """
            limits of one core, lower of before and after: SHA-256 \(text(hashed / 1e6)) MB/s, \
            Ed25519 \(text(verified)) verifications/s; \(Int(cores)) cores
            tree alone: \(tree) entries of 300 bytes, \(text(trees.rate)) entries/s, \
            \(text(trees.processorMicroseconds)) µs of processor an entry, \(trees.megabytes) MB at \
            most; hashed bytes over the limit of all cores \
            \(text(trees.rate * (300 + 65) / (hashed * cores)))
            with signatures and replay: \(replayed) entries, \(text(replays.rate)) entries/s, \
            \(text(replays.processorMicroseconds)) µs of processor an entry, \
            \(replays.megabytes) MB at most
            over the verifications of all cores: \(text(replays.rate / (verified * cores))) by the \
            clock, \(text(1e6 / replays.processorMicroseconds / verified)) by processor time
            one entry on one core: read \(text(stages.reading)) µs, read and verify \
            \(text(stages.preparing)) µs, replay \(text(stages.replaying)) µs
            """
        )
    }

    /// What one entry takes in each stage, in microseconds on one core.
    private static func stages(
        of entries: [[UInt8]]
    ) throws -> (reading: Double, preparing: Double, replaying: Double) {
        func microseconds(_ body: () throws -> Void) rethrows -> Double {
            let start = ContinuousClock.now
            try body()
            return (ContinuousClock.now - start).seconds / Double(entries.count) * 1e6
        }
        let reading = try microseconds {
            for entry in entries { _ = try Entry(canonical: entry) }
        }
        var founded = Register()
        try founded.append(try Entry(canonical: entries[0]))
        let keys = SigningKeys(founded)
        var prepared: [PreparedEntry] = []
        let preparing = try microseconds {
            for entry in entries {
                prepared.append(try PreparedEntry(canonical: entry, expecting: keys))
            }
        }
        var register = Register()
        let replaying = try microseconds {
            for entry in prepared { try register.append(entry) }
        }
        return (reading, preparing, replaying)
    }

    private static func publish(
        _ entries: some Collection<[UInt8]>,
        in folder: String,
        _ signer: NoteSigner
    ) throws {
        var range = CompactRange()
        var nodes: [NodeAddress: TreeHash] = [:]
        var bundle: [[UInt8]] = []
        func write(_ bytes: [UInt8], _ path: String) throws {
            let url = URL(filePath: folder).appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url)
        }
        for entry in entries {
            range.append(.leaf(entry)) { if $0.level % 8 == 0 { nodes[$0] = $1 } }
            bundle.append(entry)
            guard bundle.count == TilePath.fullWidth || range.size == entries.count else {
                continue
            }
            let path = try TilePath(
                .entries,
                index: (range.size - 1) / TilePath.fullWidth,
                width: bundle.count
            )
            try write(try EntryBundle.encode(bundle), path.description)
            bundle = []
        }
        for path in TilePath.all(ofSize: range.size) where path.kind != .entries {
            try write(try HashTile.encode(path) { nodes[$0] }, path.description)
        }
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(
                origin: signer.verifier.name,
                size: range.size,
                root: range.root
            ),
            with: signer
        )
        try write(checkpoint.bytes, "checkpoint")
    }

    private static func text(_ value: Double) -> String {
        value >= 100 ? "\(Int(value))" : "\((value * 100).rounded() / 100)"
    }
}
