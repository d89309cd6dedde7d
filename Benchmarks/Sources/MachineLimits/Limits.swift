import Crypto
import Foundation

/// What the machine itself can do, measured in the same run.
public struct Limits: Sendable {
    /// Pages of 4,096 bytes written to a file and synchronised, one after the other.
    public let fsyncsPerSecond: Double
    /// Bytes hashed by SHA-256 in one thread, in pieces of 300 bytes.
    public let hashedBytesPerSecond: Double
    /// Ed25519 signatures verified in one thread.
    public let verificationsPerSecond: Double

    /// Measures for half a second each.
    ///
    /// - Parameter folder: where pages are written.
    /// - Returns: what was measured.
    /// - Throws: when nothing can be written there.
    public static func measure(in folder: String) throws -> Limits {
        Limits(
            fsyncsPerSecond: try fsyncs(in: folder),
            hashedBytesPerSecond: 300
                * rate(step: 1_000) { count in
                    let piece = [UInt8](repeating: 7, count: 300)
                    for _ in 0..<count {
                        var hasher = SHA256()
                        piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
                        precondition(hasher.finalize().first(where: { _ in true }) != nil)
                    }
                },
            verificationsPerSecond: try verifications()
        )
    }

    private static func verifications() throws -> Double {
        let key = Curve25519.Signing.PrivateKey()
        let message = Array(repeating: UInt8(1), count: 300)
        let signature = try key.signature(for: message)
        return rate(step: 100) { count in
            for _ in 0..<count {
                precondition(key.publicKey.isValidSignature(signature, for: message))
            }
        }
    }

    private static func fsyncs(in folder: String) throws -> Double {
        let path = folder + "/fsync-probe"
        let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard file >= 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 4096)
        return rate(step: 10) { count in
            for _ in 0..<count {
                precondition(write(file, page, page.count) == page.count)
                precondition(fsync(file) == 0)
            }
        }
    }

    /// How often something is done in a second, by half a second of it.
    private static func rate(step: Int, _ body: (Int) -> Void) -> Double {
        let start = ContinuousClock.now
        var count = 0
        repeat {
            body(step)
            count += step
        } while ContinuousClock.now - start < .milliseconds(500)
        return Double(count) / (ContinuousClock.now - start).seconds
    }
}

extension Duration {
    /// The duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
