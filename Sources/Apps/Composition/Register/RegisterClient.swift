internal import AsyncHTTPClient
public import CanonicalJSON
public import Governance
public import Keys
internal import NIOCore
internal import NIOHTTP1

/// A client of a register's API: reads, signs and sends.
public struct RegisterClient: Sendable {
    private static let maximumBytes = 16 * 1024 * 1024
    private let server: String
    /// One client for the whole process; it lives as long as the process does.
    static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
    )

    /// Makes a client of the server at an address, such as `http://127.0.0.1:8080`.
    public init(server: String) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
    }

    /// Reads JSON from a path such as `/api/register`.
    ///
    /// - Throws: ``CompositionError`` with what the server says.
    public func get(_ path: String) async throws -> JSON {
        try await send(HTTPClientRequest(url: server + path))
    }

    /// How many entries the server's register holds, and its root.
    ///
    /// - Throws: ``CompositionError`` when the answer has another form.
    public func mark() async throws -> (position: Int, root: String) {
        let summary = try await get("/api/register")
        guard let position = summary["position"]?.integerValue,
            let root = summary["root"]?.stringValue
        else { throw CompositionError("`\(server)` does not answer like a register") }
        return (Int(position), root)
    }

    /// The digest of a proposal's text as the register shows it.
    ///
    /// - Throws: ``CompositionError`` when there is no such proposal.
    public func digest(of proposal: String) async throws -> String {
        guard let digest = try await get("/api/proposals/\(proposal)")["digest"]?.stringValue else {
            throw CompositionError("the server shows no digest of `\(proposal)`")
        }
        return digest
    }

    /// Signs a statement with the register's name and time.
    ///
    /// - Throws: ``CompositionError`` for a body that does not fit the kind.
    public func sign(
        _ kind: Command.Kind,
        _ body: JSON,
        as official: String,
        keyID: String = "k1",
        with key: SigningKey
    ) async throws -> SignedStatement {
        let summary = try await get("/api/register")
        guard let register = summary["charter"]?["id"], let now = summary["now"] else {
            throw CompositionError("`\(server)` does not answer like a register")
        }
        let form: JSON = .object([
            "statement": .object([
                "register": register, "actor": .string(official), "key": .string(keyID),
                "issued": now, "kind": .string(kind.rawValue), "body": body,
            ]),
            "signature": .string(Self.noSignature),
        ])
        let unsigned: SignedStatement
        do {
            unsigned = try JSONTreeDecoder().decode(SignedStatement.self, from: form)
        } catch let error as JSONCodingError {
            throw CompositionError("\(error.pathText): \(error.reason)")
        }
        return try key.sign(unsigned.statement)
    }

    /// Sends a signed statement.
    ///
    /// - Returns: the register's receipt.
    /// - Throws: ``CompositionError`` with the refusal.
    @discardableResult
    public func submit(_ signed: SignedStatement) async throws -> JSON {
        var request = HTTPClientRequest(url: server + "/api/entries")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(bytes: try signed.canonicalBytes()))
        return try await send(request)
    }

    /// 64 zero bytes in base64, in the place of a signature that is still to come.
    private static let noSignature = String(repeating: "A", count: 86) + "=="

    private func send(_ request: HTTPClientRequest) async throws -> JSON {
        let response: HTTPClientResponse
        do {
            response = try await Self.client.execute(request, timeout: .seconds(30))
        } catch {
            throw CompositionError(
                "`\(server)` cannot be reached",
                help: "see that the address is right, such as http://127.0.0.1:8080, and that the "
                    + "server runs"
            )
        }
        let bytes = Array(
            try await response.body.collect(upTo: Self.maximumBytes).readableBytesView
        )
        let json = try? JSON(parsing: bytes)
        guard (200..<300).contains(response.status.code) else {
            let code = json?["code"]?.stringValue ?? "http_\(response.status.code)"
            let detail = json?["detail"]?.stringValue ?? response.status.reasonPhrase
            throw CompositionError("\(code): \(detail)", help: json?["help"]?.stringValue)
        }
        guard let json else { throw CompositionError("`\(request.url)` does not answer in JSON") }
        return json
    }
}

extension Command.Kind {
    /// Whether the body of the kind names the digest of a proposal's text.
    public var bindsToText: Bool {
        switch self {
        case .proposalSeconded, .consultationOpened, .commentRecorded, .votingOpened, .voteCast,
            .votingClosed:
            true
        case .charterEnacted, .proposalSubmitted, .proposalAmended, .proposalWithdrawn,
            .commentAnswered, .recusalDeclared, .anchorRecorded, .keyRotated, .keyRevoked,
            .logKeyAdded, .logKeyRetired:
            false
        }
    }
}
