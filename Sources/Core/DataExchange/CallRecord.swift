public import CanonicalJSON

/// What a gateway keeps of one call: who asked whom, what was ruled, and what came of it.
///
/// It holds no path, query, header or body: these may be personal data.
public struct CallRecord: Sendable, Equatable {
    /// What a record is about.
    public enum Kind: String, Sendable, Hashable {
        /// A call, written before its answer goes out.
        case call
        /// The end of a call whose byte counts were not known when the answer went out, or that
        /// broke off.
        case close
    }

    /// The outcome of the ruling.
    public enum Decision: String, Sendable, Hashable {
        /// Permitted.
        case permit
        /// Denied.
        case deny
        /// The call failed before a ruling was asked for.
        case none
    }

    /// What the record is about.
    public var kind: Kind
    /// The identifier that the consumer's gateway gave the request.
    public var requestID: String
    /// The consumer's identifier of the message.
    public var messageID: String
    /// The side that keeps the record.
    public var role: ExchangeRole
    /// The caller.
    public var client: ClientIdentifier
    /// The service called.
    public var service: ServiceIdentifier
    /// The method.
    public var method: String
    /// The purpose stated.
    public var purpose: String?
    /// What was declared about the call, as received.
    public var declared: String?
    /// When the head of the request had arrived, in milliseconds.
    public var startedAt: Int64
    /// When the record was made, in milliseconds.
    public var recordedAt: Int64
    /// The outcome of the ruling.
    public var decision: Decision
    /// The code of a denial or a fault.
    public var code: String?
    /// The rule that decided.
    public var rule: String?
    /// The act that carries the rule.
    public var act: String?
    /// The position of the register at which the ruling was given.
    public var position: Int64?
    /// The chain of authority behind the ruling.
    public var citations: JSON?
    /// The short receipt of the other gateway, as received.
    public var peerReceipt: String?
    /// The HTTP status of the answer.
    public var status: Int
    /// Body bytes received from the caller so far.
    public var requestBytes: Int64
    /// Body bytes of the answer: as announced in a call record, as counted in a close record.
    public var responseBytes: Int64?

    /// Creates a record of a call without a ruling or an outcome.
    public init(
        kind: Kind = .call,
        requestID: String,
        messageID: String,
        role: ExchangeRole,
        client: ClientIdentifier,
        service: ServiceIdentifier,
        method: String,
        startedAt: Int64
    ) {
        self.kind = kind
        self.requestID = requestID
        self.messageID = messageID
        self.role = role
        self.client = client
        self.service = service
        self.method = method
        self.startedAt = startedAt
        recordedAt = startedAt
        decision = .none
        status = 0
        requestBytes = 0
    }

    /// The record as a JSON object, without its place in a chain.
    public var json: JSONObject {
        var object: JSONObject = [
            "kind": .string(kind.rawValue),
            "request_id": .string(requestID),
            "message_id": .string(messageID),
            "role": .string(role.rawValue),
            "client": .string(client.description),
            "service": .string(service.description),
            "method": .string(method),
            "started_at": .integer(startedAt),
            "recorded_at": .integer(recordedAt),
            "decision": .string(decision.rawValue),
            "status": .integer(Int64(status)),
            "request_bytes": .integer(requestBytes),
        ]
        object["purpose"] = purpose.map(JSON.string)
        object["declared"] = declared.map(JSON.string)
        object["code"] = code.map(JSON.string)
        object["rule"] = rule.map(JSON.string)
        object["act"] = act.map(JSON.string)
        object["position"] = position.map(JSON.integer)
        object["citations"] = citations
        object["peer_receipt"] = peerReceipt.map(JSON.string)
        object["response_bytes"] = responseBytes.map(JSON.integer)
        return object
    }
}
