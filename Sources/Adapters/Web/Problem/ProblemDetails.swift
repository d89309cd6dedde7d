public import CanonicalJSON
public import HTTPTypes
public import Hummingbird
internal import NIOCore

/// A refusal as a client sees it (RFC 9457).
public struct ProblemDetails: Error, Sendable, Hashable {
    /// The HTTP status code, 400 to 599.
    public var status: Int
    /// What kind of refusal it is, stable across versions, such as `quorum_not_met`.
    public var code: String
    /// A short text for the kind of refusal, the same each time.
    public var title: String
    /// A text for this refusal; it holds no secret, no personal data and no inner error.
    public var detail: String?
    /// A URI for the kind of refusal.
    public var type: String
    /// A URI for this occurrence; filled in with the request's identifier where nil.
    public var instance: String?
    /// Further members, in order; one with a name from above is left out.
    public var extensions: JSONObject
    /// Header fields that belong to the refusal, such as `Retry-After`.
    public var headers: HTTPFields

    /// Makes a problem.
    ///
    /// - Parameters:
    ///   - status: the HTTP status code, 400 to 599; anything else becomes 500.
    ///   - code: what kind of refusal it is; lower case and underscores.
    ///   - title: a short text for the kind; the status's phrase where nil.
    ///   - detail: a text for this refusal.
    ///   - type: a URI for the kind; `urn:cabildo:problem:CODE` where nil.
    ///   - instance: a URI for this occurrence.
    ///   - extensions: further members, in order.
    ///   - headers: header fields that belong to the refusal.
    public init(
        status: Int,
        code: String,
        title: String? = nil,
        detail: String? = nil,
        type: String? = nil,
        instance: String? = nil,
        extensions: JSONObject = [:],
        headers: HTTPFields = [:]
    ) {
        self.status = 400...599 ~= status ? status : 500
        self.code = code
        self.title = title ?? Self.phrase(of: self.status)
        self.detail = detail
        self.type = type ?? "urn:cabildo:problem:\(code)"
        self.instance = instance
        self.extensions = extensions
        self.headers = headers
    }

    /// The phrase of a status (RFC 9110, section 15), which the type of a status leaves empty.
    private static func phrase(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: status < 500 ? "Client Error" : "Internal Server Error"
        }
    }

    /// The problem as JSON text, laid out for people.
    public var json: String {
        var members: JSONObject = [
            "type": .string(type), "title": .string(title), "status": .integer(Int64(status)),
        ]
        members["detail"] = detail.map(JSON.string)
        members["instance"] = instance.map(JSON.string)
        members["code"] = .string(code)
        for (name, value) in extensions where !Self.ownNames.contains(name) {
            members[name] = value
        }
        return JSON.object(members).prettyText()
    }

    /// The problem as a response with its status and header fields.
    public var response: Response {
        let body = ByteBuffer(string: json)
        var fields = headers
        fields[.contentType] = "application/problem+json"
        fields[.contentLength] = String(body.readableBytes)
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: fields,
            body: ResponseBody(byteBuffer: body)
        )
    }

    private static let ownNames: Set = ["type", "title", "status", "detail", "instance", "code"]
}
