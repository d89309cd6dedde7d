import Foundation
import Governance
import MerkleTree

@testable import Composition

/// A folder for one test, removed with its last reference.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "operations-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
    }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }
}

/// A generator whose seed is printed with a failure.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// The leaves of a history: one for each number.
func leaves(_ numbers: [Int]) -> [TreeHash] {
    numbers.map { TreeHash.leaf(Array("\($0)".utf8)) }
}

/// The root over leaves.
func root(_ leaves: [TreeHash]) -> TreeHash {
    var range = CompactRange()
    for leaf in leaves { range.append(leaf) }
    return range.root
}

/// Runs a body that must be refused, and gives the refusal.
func refusal(_ body: () async throws -> some Any) async -> CompositionError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? CompositionError
    }
}
