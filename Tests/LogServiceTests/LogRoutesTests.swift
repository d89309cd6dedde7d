import CanonicalJSON
import DatabaseSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LogService
import Logging
import MerkleTree
import NIOCore
import Storage
import Testing
import TransparencyLog
import Web

@Suite struct LogRoutesOverHTTP {
    private static let size = 300

    private struct Answer {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        func json() throws -> JSON { try JSON(parsing: bytes) }
    }

    private static func signer() throws -> NoteSigner {
        try NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32))
    }

    /// Asks a log of 300 entries one thing after the other.
    private func ask(
        _ requests: [(path: String, method: HTTPRequest.Method, headers: HTTPFields)]
    ) async throws -> [Answer] {
        let fresh = try TestEngine.sqlite.fresh()
        let database = try await fresh.open(LogSchema.migrations)
        let log = try await DurableLog(database: database, signer: try Self.signer())
        try await log.append((0..<Self.size).map { Array("\"\($0)\"".utf8) }, at: 0)
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        LogRoutes(log: log).add(to: router)
        var silent = Logger(label: "log")
        silent.logLevel = .critical
        let application = Application(router: router, logger: silent)
        let answers = try await application.test(.router) { client in
            var answers: [Answer] = []
            for request in requests {
                let answer = try await client.execute(
                    uri: request.path,
                    method: request.method,
                    headers: request.headers
                ) {
                    Answer(
                        status: $0.status.code,
                        headers: $0.headers,
                        bytes: Array($0.body.readableBytesView)
                    )
                }
                answers.append(answer)
            }
            return answers
        }
        try await database.close()
        withExtendedLifetime(fresh) {}
        return answers
    }

    private func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask([(path, .get, headers)])[0]
    }

    @Test(arguments: [
        ("/log/checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("/log/tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("/log/tile/0/001.p/44", "application/octet-stream", "public, max-age=31536000, immutable"),
        (
            "/log/tile/entries/000", "application/octet-stream",
            "public, max-age=31536000, immutable"
        ),
        ("/log/entries/299", "application/json", "public, max-age=31536000, immutable"),
        ("/log/proof/inclusion?index=3", "application/json", "no-cache"),
        (
            "/log/proof/inclusion?index=3&size=9", "application/json",
            "public, max-age=31536000, immutable"
        ),
        ("/log/proof/consistency?old=3", "application/json", "no-cache"),
        (
            "/log/proof/consistency?old=3&new=9", "application/json",
            "public, max-age=31536000, immutable"
        ),
    ])
    func `say what they are and how long they hold`(
        path: String,
        type: String,
        cache: String
    ) async throws {
        let answers = try await ask([(path, .get, [:]), (path, .head, [:])])
        for answer in answers {
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == type)
            #expect(answer.headers[.cacheControl] == cache)
            #expect(answer.headers[.contentLength] == String(answers[0].bytes.count))
        }
        #expect(answers[1].bytes.isEmpty)
        if let tag = answers[0].headers[.eTag] {
            #expect(try await get(path, [.ifNoneMatch: tag]).status == 304)
        }
    }

    @Test(arguments: [
        ("/log/tile/0/001", 404, "not_found"), ("/log/tile/0/001.p/45", 404, "not_found"),
        ("/log/tile/entries/002", 404, "not_found"), ("/log/tile/0/1", 404, "not_found"),
        ("/log/tile/0/000.p/256", 404, "not_found"), ("/log/entries/300", 404, "not_found"),
        ("/log/entries/-1", 400, "invalid"), ("/log/entries/007", 400, "invalid"),
        ("/log/entries/99999999999999999999", 400, "invalid"),
        ("/log/proof/inclusion", 400, "invalid"), ("/log/proof/inclusion?index=x", 400, "invalid"),
        ("/log/proof/inclusion?index=1&index=2", 400, "invalid"),
        ("/log/proof/inclusion?index=300", 404, "index_out_of_range"),
        ("/log/proof/inclusion?index=9&size=9", 404, "index_out_of_range"),
        ("/log/proof/inclusion?index=9&size=301", 404, "size_out_of_range"),
        ("/log/proof/inclusion?index=9&size=0", 404, "index_out_of_range"),
        ("/log/proof/inclusion?index=9&format=xml", 400, "invalid"),
        ("/log/proof/inclusion?index=9&size=200&format=tlog-proof", 404, "no_checkpoint"),
        ("/log/proof/consistency", 400, "invalid"),
        ("/log/proof/consistency?old=301", 404, "size_out_of_range"),
        ("/log/proof/consistency?old=10&new=9", 404, "size_out_of_range"),
        ("/log/proof/consistency?old=10&new=301", 404, "size_out_of_range"),
    ])
    func `refuse what the signed tree does not hold`(
        path: String,
        status: Int,
        code: String
    ) async throws {
        let answer = try await get(path)
        #expect(answer.status == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(try answer.json()["code"]?.stringValue == code)
    }

    @Test func `give proofs that hold`() async throws {
        let answers = try await ask([
            ("/log/proof/inclusion?index=17", .get, [:]),
            ("/log/proof/inclusion?index=17", .get, [.accept: "text/plain"]),
            ("/log/proof/consistency?old=123", .get, [:]),
            ("/log/entries/17", .get, [:]),
        ])
        let json = try answers[0].json()
        let hashes = try #require(json["hashes"]?.arrayValue).map { hash in
            try TreeHash(base64: Array((hash.stringValue ?? "").utf8))
        }
        let note = Array(try #require(json["checkpoint"]?.stringValue).utf8)
        let signed = try SignedCheckpoint(parsing: note)
        try signed.verify(log: try Self.signer().verifier)
        let leaf = TreeHash.leaf(answers[3].bytes)
        try InclusionProof(index: 17, size: Self.size, path: hashes)
            .verify(leaf: leaf, root: signed.checkpoint.root)

        #expect(answers[1].headers[.contentType] == "text/plain; charset=utf-8")
        #expect(answers[1].headers[.vary] == "Accept")
        try OfflineProof(parsing: answers[1].bytes)
            .verify(leaf: leaf, log: try Self.signer().verifier)

        let grown = try answers[2].json()
        let path = try #require(grown["hashes"]?.arrayValue).map { hash in
            try TreeHash(base64: Array((hash.stringValue ?? "").utf8))
        }
        let old = try TreeHash(base64: Array((grown["old_root_hash"]?.stringValue ?? "").utf8))
        try ConsistencyProof(oldSize: 123, newSize: Self.size, path: path)
            .verify(oldRoot: old, newRoot: signed.checkpoint.root)
    }
}
