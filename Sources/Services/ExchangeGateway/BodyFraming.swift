internal import NIOHTTP1

/// How the length of a body is known (RFC 9112, section 6).
enum BodyFraming: Equatable {
    case none
    case length(Int64)
    case chunked

    /// The framing of a request; the parser has refused ambiguous ones.
    init(request head: HTTPRequestHead) {
        if head.headers.contains(name: "transfer-encoding") {
            self = .chunked
        } else if let text = head.headers.first(name: "content-length"), let length = Int64(text),
            length > 0
        {
            self = .length(length)
        } else {
            self = .none
        }
    }

    /// Whether a request has one length or the one transfer coding that the gateway undoes.
    static func isAcceptable(_ head: HTTPRequestHead) -> Bool {
        let codings = head.headers["transfer-encoding"]
        let lengths = head.headers["content-length"]
        return codings.isEmpty
            ? lengths.count <= 1 : lengths.isEmpty && codings.map { $0.lowercased() } == ["chunked"]
    }

    /// Whether an answer has no transfer coding but the one that the gateway undoes.
    static func isAcceptable(_ head: HTTPResponseHead) -> Bool {
        head.headers["transfer-encoding"].allSatisfy { $0.lowercased() == "chunked" }
    }

    /// The framing under which an answer is sent on.
    ///
    /// - Parameters:
    ///   - head: The head of the answer as received.
    ///   - method: The method of the request.
    init(answer head: HTTPResponseHead, to method: HTTPMethod) {
        let hasBody = method != .HEAD && head.status.mayHaveResponseBody
        if !head.headers.contains(name: "transfer-encoding"),
            let text = head.headers.first(name: "content-length"), let length = Int64(text)
        {
            self = .length(length)
        } else {
            self = hasBody ? .chunked : .none
        }
    }

    /// Adds the header that announces the body.
    ///
    /// - Parameters:
    ///   - headers: The headers to add to.
    ///   - expectsBody: Whether a message of this kind without a body must say so.
    func announce(in headers: inout HTTPHeaders, expectsBody: Bool = false) {
        switch self {
        case .chunked:
            headers.add(name: "transfer-encoding", value: "chunked")
        case .length(let length):
            headers.add(name: "content-length", value: String(length))
        case .none:
            if expectsBody {
                headers.add(name: "content-length", value: "0")
            }
        }
    }
}
