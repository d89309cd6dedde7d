internal import CanonicalJSON
internal import HTTPTypes
internal import Hummingbird
internal import MerkleTree
internal import NIOCore
internal import TransparencyLog
internal import Web

/// Single entries and proofs, for those who do not want to work with tiles.
///
/// An answer for a size that the request names never changes, so it holds no checkpoint, whose
/// signatures may become more. An answer for the latest size holds it.
extension LogRoutes {
    func addConveniences(to group: RouterGroup<WebContext>) {
        group.get("entries/:index") { request, context in
            let index = try Self.number(try context.parameters.require("index"), "the position")
            let view = try shown()
            guard index < view.size else { throw Self.beyond(index, view.size) }
            return try await ETag("entry-\(index)").respond(to: request) {
                guard let bytes = try await view.entry(at: index) else {
                    throw Self.beyond(index, view.size)
                }
                return Self.response(bytes, type: "application/json", cache: Self.immutable)
            }
        }
        group.get("proof/inclusion") { request, _ in try await inclusion(request) }
        group.get("proof/consistency") { request, _ in try await consistency(request) }
    }

    private func inclusion(_ request: Request) async throws -> Response {
        guard let index = try Self.number("index", of: request) else {
            throw Self.invalid("name the entry, such as `?index=17`")
        }
        let size = try Self.number("size", of: request)
        let wantsFile = try Self.wantsProofFile(request)
        let view = try shown()
        if wantsFile {
            guard size == nil || size == view.size else {
                throw ProblemDetails(
                    status: 404,
                    code: "no_checkpoint",
                    title: "No checkpoint of this size",
                    detail: "a proof file holds a signed checkpoint, and the log keeps the latest "
                        + "only, over \(view.size) entries; leave out `size`, or take JSON"
                )
            }
            let proof = try await answering { try await view.offlineProof(of: index) }
            return Self.vary(
                Self.response(proof.bytes, type: "text/plain; charset=utf-8", cache: "no-cache")
            )
        }
        let found = try await answering {
            try await view.inclusion(of: index, inTreeOf: size)
        }
        var members: JSONObject = [
            "index": .integer(Int64(index)), "size": .integer(Int64(found.proof.size)),
            "leaf_hash": .string(found.leaf.base64), "root_hash": .string(found.root.base64),
            "hashes": .array(found.proof.path.map { .string($0.base64) }),
        ]
        if size == nil { members["checkpoint"] = Self.text(view.checkpoint) }
        return Self.vary(.json(.object(members), headers: Self.caching(isLatest: size == nil)))
    }

    private func consistency(_ request: Request) async throws -> Response {
        guard let old = try Self.number("old", of: request) else {
            throw Self.invalid("name the older size, such as `?old=17`")
        }
        let new = try Self.number("new", of: request)
        let view = try shown()
        let found = try await answering { try await view.consistency(from: old, to: new) }
        var members: JSONObject = [
            "old_size": .integer(Int64(old)), "new_size": .integer(Int64(found.proof.newSize)),
            "old_root_hash": .string(found.oldRoot.base64),
            "new_root_hash": .string(found.newRoot.base64),
            "hashes": .array(found.proof.path.map { .string($0.base64) }),
        ]
        if new == nil { members["checkpoint"] = Self.text(view.checkpoint) }
        return .json(.object(members), headers: Self.caching(isLatest: new == nil))
    }

    /// Tells what the tree does not cover from what does not hold.
    private func answering<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as MerkleError
            where error.code == .indexOutOfRange || error.code == .sizeOutOfRange
        {
            throw ProblemDetails(
                status: 404,
                code: error.code.rawValue,
                title: "Not in the signed tree",
                detail: error.reason
            )
        }
    }

    private static func text(_ checkpoint: SignedCheckpoint) -> JSON {
        .string(String(decoding: checkpoint.bytes, as: UTF8.self))
    }

    private static func caching(isLatest: Bool) -> HTTPFields {
        [.cacheControl: isLatest ? "no-cache" : immutable]
    }

    private static func vary(_ response: Response) -> Response {
        var response = response
        response.headers[.vary] = "Accept"
        return response
    }

    /// Whether a proof file is asked for, by `format` or else by the accepted types.
    private static func wantsProofFile(_ request: Request) throws -> Bool {
        switch request.uri.queryParameters["format"].map(String.init) {
        case "tlog-proof": return true
        case "json": return false
        case .some: throw invalid("`format` is `json` or `tlog-proof`")
        case nil:
            let accepted = request.headers[values: .accept].joined(separator: ",").lowercased()
            return accepted.utf8.count <= 1000 && accepted.contains("text/plain")
                && !accepted.contains("json")
        }
    }

    /// A number in the query; nil where it is left out.
    private static func number(_ name: String, of request: Request) throws -> Int? {
        let parameters = request.uri.queryParameters.filter { $0.key == name }
        guard parameters.count <= 1 else { throw invalid("give `\(name)` once") }
        return try parameters.first.map { try number(String($0.value), "`\(name)`") }
    }

    private static func number(_ text: String, _ name: String) throws -> Int {
        guard (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"), let number = Int(text)
        else { throw invalid("\(name) is a whole number from 0, without leading zeros") }
        return number
    }

    private static func invalid(_ detail: String) -> ProblemDetails {
        ProblemDetails(status: 400, code: "invalid", title: "Invalid request", detail: detail)
    }

    private static func beyond(_ index: Int, _ size: Int) -> ProblemDetails {
        notFound("there is no entry \(index): the log has signed for \(size)")
    }
}
