public import CanonicalJSON
public import HTTPTypes
public import Hummingbird
internal import NIOCore

extension Response {
    /// A JSON answer, laid out for people.
    ///
    /// - Parameters:
    ///   - value: the value; its members keep their order.
    ///   - status: the status.
    ///   - headers: further header fields.
    /// - Returns: the answer.
    public static func json(
        _ value: JSON,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        let body = ByteBuffer(string: value.prettyText())
        var fields = headers
        fields[.contentType] = "application/json"
        fields[.contentLength] = String(body.readableBytes)
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }

    /// A JSON answer made from a value, with members in snake case.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - status: the status.
    ///   - headers: further header fields.
    /// - Returns: the answer.
    /// - Throws: `JSONCodingError` where the value has no JSON form.
    public static func json(
        encoding value: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        json(try JSONTreeEncoder().encode(value), status: status, headers: headers)
    }
}
