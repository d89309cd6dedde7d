import Governance
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import MerkleTree
import NIOCore
import Portal
import TransparencyLog
import Web

/// One page as a browser gets it.
struct ReceivedPage {
    let status: Int
    let headers: HTTPFields
    let text: String
}

/// The pages of a register, asked through the router with its middleware.
struct PortalApplication: Sendable {
    let register: Register
    let now: Instant
    let entries: [[UInt8]]

    init(
        _ register: Register,
        now: Instant,
        entries: [[UInt8]] = [Array("no entry".utf8)]
    ) {
        self.register = register
        self.now = now
        self.entries = entries
    }

    /// Asks for one page after the other.
    func get(
        _ paths: [String],
        _ headers: HTTPFields = [.accept: "text/html"]
    ) async throws
        -> [ReceivedPage]
    {
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        try routes().add(to: router)
        var silent = Logger(label: "portal")
        silent.logLevel = .critical
        return try await Application(router: router, logger: silent).test(.router) { client in
            var pages: [ReceivedPage] = []
            for path in paths {
                let page = try await client.execute(uri: path, method: .get, headers: headers) {
                    ReceivedPage(
                        status: $0.status.code,
                        headers: $0.headers,
                        text: String(buffer: $0.body)
                    )
                }
                pages.append(page)
            }
            return pages
        }
    }

    func get(
        _ path: String,
        _ headers: HTTPFields = [.accept: "text/html"]
    ) async throws
        -> ReceivedPage
    {
        try await get([path], headers)[0]
    }

    func routes() throws -> PortalRoutes {
        let (now, log) = (now, try log())
        return try PortalRoutes(
            published: PublishedRegister(register),
            log: { log },
            now: { now }
        )
    }
}

extension PortalApplication {
    /// A log of the entries, signed by a key of its own.
    private func log() throws -> PortalLog {
        let entries = entries
        var nodes: [NodeAddress: TreeHash] = [:]
        var range = CompactRange()
        for entry in entries { range.append(try LogLeaf(recording: entry).hash) { nodes[$0] = $1 } }
        let signer = try NoteSigner(
            name: "costa-verde.example/log",
            seed: [UInt8](repeating: 7, count: 32)
        )
        let checkpoint = try Checkpoint(
            origin: signer.verifier.name,
            size: range.size,
            root: range.root
        )
        let (size, known) = (range.size, nodes)
        return PortalLog(
            checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer),
            verifier: signer.verifier,
            entries: { Array(entries[$0.clamped(to: 0..<entries.count)]) },
            proof: { try InclusionProof(index: $0, size: size) { known[$0] } }
        )
    }
}

let languages = ["en", "es", "pt", "fr"]
