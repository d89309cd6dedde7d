internal import DataExchange
internal import NIOCore
internal import NIOHTTP1

/// One call under way.
final class Call {
    /// How far the answer has come.
    enum Stage {
        /// Nothing of the answer has arrived.
        case awaiting
        /// The head has arrived; its record is being made durable.
        case recording
        /// The head has gone out.
        case answering
    }

    let requestID: String
    let messageID: String
    let target: RequestTarget
    let headers: RequestHeaders
    let method: HTTPMethod
    let framing: BodyFraming
    let expectsContinue: Bool
    let forwarded: [HeaderField]
    let started: NIODeadline

    var record: CallRecord
    var digest: RequestDigest
    var receipt: String?
    var destination: UpstreamDestination?
    var lastActivity: NIODeadline
    var isRequestEnded = false
    var closesAfter: Bool

    /// Parts of the request that arrived before there was a connection: one buffer at most.
    var waitingParts: [ByteBuffer] = []
    var upstream: UpstreamHandler?
    var isRetried = false

    var stage = Stage.awaiting
    /// The number of records submitted; only the outcome of the last one counts.
    var records = 0
    /// When the last one was submitted.
    var recordingSince: NIODeadline
    var isAnswerEnded = false
    /// Parts of the answer that arrived with its head: one buffer at most.
    var heldAnswer: [ByteBuffer] = []
    var answerHead: HTTPResponseHead?
    var answerBytes: Int64 = 0
    /// Whether the record written before the answer does not yet tell all.
    var needsCloseRecord = false

    init(
        head: HTTPRequestHead,
        target: RequestTarget,
        headers: RequestHeaders,
        role: ExchangeRole,
        startedAt: Int64,
        now: NIODeadline
    ) {
        self.target = target
        self.headers = headers
        method = head.method
        framing = BodyFraming(request: head)
        expectsContinue = head.headers[canonicalForm: "expect"]
            .contains { $0.lowercased() == "100-continue" }
        closesAfter = !head.isKeepAlive
        requestID = headers.requestID ?? RandomIdentifier.make()
        messageID =
            headers.messageID
            ?? "\(target.service.member.instance)-\(RandomIdentifier.make())"
        var forwarded = headers.forwarded
        if role == .consumer {
            forwarded.append(HeaderField("x-road-request-id", requestID))
            if headers.messageID == nil {
                forwarded.append(HeaderField("x-road-id", messageID))
            }
        }
        self.forwarded = forwarded
        digest = RequestDigest(
            method: head.method.rawValue,
            target: target.description,
            fields: forwarded
        )
        record = CallRecord(
            requestID: requestID,
            messageID: messageID,
            role: role,
            client: headers.client,
            service: target.service,
            method: head.method.rawValue,
            startedAt: startedAt
        )
        record.purpose = headers.purpose
        record.declared = headers.declared
        started = now
        lastActivity = now
        recordingSince = now
    }

    /// Whether a second attempt cannot do anything twice: no body, and a safe method (RFC 9110,
    /// section 9.2.1).
    var isRepeatable: Bool {
        framing == .none && [.GET, .HEAD, .OPTIONS, .TRACE].contains(method)
    }
}
