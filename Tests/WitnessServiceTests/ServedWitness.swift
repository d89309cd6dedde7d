import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import MerkleTree
import NIOCore
import NIOHTTP1
import Storage
import Testing
import TransparencyLog
import Web
import WitnessService

/// Keys whose seeds are their numbers.
enum Keys {
    static func signer(
        _ number: UInt8,
        _ name: String,
        _ algorithm: SignatureAlgorithm = .cosignature
    ) throws -> NoteSigner {
        try NoteSigner(
            name: name,
            algorithm: algorithm,
            seed: [UInt8](repeating: number, count: 32)
        )
    }

    static let origin = "example.com/log"

    static func log() throws -> NoteSigner { try signer(100, origin, .ed25519) }
}

/// A tree in memory, whose leaves from a position on may be others than those of the next tree.
struct Tree {
    private var nodes: [NodeAddress: TreeHash] = [:]
    private var roots: [TreeHash] = [.empty]

    init(count: Int, forkedAt fork: Int = .max) {
        var range = CompactRange()
        for number in 0..<count {
            let leaf = number < fork ? "\(number)" : "fork \(number)"
            range.append(.leaf(Array(leaf.utf8))) { nodes[$0] = $1 }
            roots.append(range.root)
        }
    }

    func root(_ size: Int) -> TreeHash { roots[size] }

    func signed(_ size: Int, by signer: NoteSigner? = nil) throws -> SignedCheckpoint {
        let signer = try signer ?? Keys.log()
        return try SignedCheckpoint(
            signing: Checkpoint(origin: signer.verifier.name, size: size, root: roots[size]),
            with: signer
        )
    }

    func request(_ old: Int, _ size: Int) throws -> AddCheckpoint {
        let proof = try ConsistencyProof(oldSize: old, newSize: size) { nodes[$0] }
        return AddCheckpoint(oldSize: old, path: proof.path, checkpoint: try signed(size))
    }
}

/// An answer over HTTP.
struct Answer {
    let status: UInt
    let type: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A witness over HTTP on a port of its own.
struct ServedWitness: Sendable {
    static let seconds: Int64 = 1_700_000_000

    let address: String

    func post(_ body: [UInt8], to path: String = "/add-checkpoint") async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.body = .bytes(body)
        return try await Self.send(request)
    }

    func add(_ request: AddCheckpoint) async throws -> Answer { try await post(request.bytes) }

    func get(_ path: String) async throws -> Answer {
        try await Self.send(HTTPClientRequest(url: address + path))
    }

    private static func send(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return Answer(
            status: response.status.code,
            type: response.headers.first(name: "content-type") ?? "",
            body: Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        )
    }

    /// Serves a witness while a body runs.
    static func run(
        in path: String,
        logs: [NoteVerifier]? = nil,
        signer: NoteSigner? = nil,
        clock: SettableSeconds = SettableSeconds(seconds),
        limits: WebLimits = WitnessRoutes.limits,
        _ body: @Sendable (ServedWitness) async throws -> Void
    ) async throws {
        let database = try await Database.open(
            .sqlite(path: path + "/witness.sqlite"),
            migrations: WitnessSchema.migrations
        )
        do {
            let witness = try await Witness(
                database: database,
                signer: try signer ?? Keys.signer(1, "w1"),
                logs: try logs ?? [Keys.log().verifier],
                now: { clock.now }
            )
            let router = Router(context: WebContext.self)
            router.addStandardMiddleware(limits: limits, metrics: MetricRegistry())
            WitnessRoutes(witness: witness).add(to: router)
            try await serve(router, limits, body)
        } catch {
            try? await database.close()
            throw error
        }
        try await database.close()
    }

    static func serve(
        _ router: Router<WebContext>,
        _ limits: WebLimits,
        _ body: @Sendable (ServedWitness) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "witness")
        logger.logLevel = .critical
        let server = try WebServer(
            router: router,
            host: "127.0.0.1",
            port: 0,
            limits: limits,
            logger: logger
        ) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            let number = try #require(await iterator.next())
            try await body(ServedWitness(address: "http://127.0.0.1:\(number)"))
        }
    }
}

/// A folder of a test.
final class Folder: Sendable {
    let path = NSTemporaryDirectory() + "witness-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
