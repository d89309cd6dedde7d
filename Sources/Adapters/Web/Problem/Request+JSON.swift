public import CanonicalJSON
internal import HTTPTypes
public import Hummingbird
internal import NIOCore

extension Request {
    /// Reads the body as JSON.
    ///
    /// - Parameters:
    ///   - context: the request's context, which bounds the body.
    ///   - options: what is allowed; integers only and no null where not said otherwise.
    /// - Returns: the value.
    /// - Throws: ``ProblemDetails`` with status 415 for another media type, 413 for too large a
    ///   body, 400 and code `invalid_json` for malformed text, with `line`, `column` and `reason`.
    public func json(
        _ context: WebContext,
        options: JSONOptions = .strict
    ) async throws -> JSON {
        guard headers[.contentType].map(Self.isJSON) == true else {
            throw ProblemDetails(
                status: 415,
                code: "unsupported_media_type",
                detail: "the request's body must be application/json"
            )
        }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= context.maximumBodyBytes else {
                throw BodyLimit.refusal(context.maximumBodyBytes)
            }
            bytes += part.readableBytesView
        }
        do {
            return try JSON(parsing: bytes, options: options)
        } catch {
            throw ProblemDetails(
                status: 400,
                code: "invalid_json",
                detail: "the request's body cannot be read: \(error.reason)",
                extensions: [
                    "reason": .string(error.code.rawValue), "line": .integer(Int64(error.line)),
                    "column": .integer(Int64(error.column)),
                ]
            )
        }
    }

    /// Reads the body as JSON of a known form; unknown members are refused.
    ///
    /// - Parameters:
    ///   - type: the form.
    ///   - context: the request's context, which bounds the body.
    ///   - options: what is allowed in the text.
    /// - Returns: the value.
    /// - Throws: ``ProblemDetails`` as ``json(_:options:)``, and 422 with code `invalid_content`
    ///   where the form does not fit, with `reason` and the `path` of the member.
    public func decodeJSON<Value: Decodable>(
        _ type: Value.Type,
        _ context: WebContext,
        options: JSONOptions = .strict
    ) async throws -> Value {
        let value = try await json(context, options: options)
        do {
            return try JSONTreeDecoder().decode(type, from: value)
        } catch let error as JSONCodingError {
            throw ProblemDetails(
                status: 422,
                code: "invalid_content",
                detail: error.reason,
                extensions: [
                    "reason": .string(error.code.rawValue), "path": .string(error.pathText),
                ]
            )
        }
    }

    /// `application/json` or a type with the suffix `+json`, whatever its parameters.
    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }.lowercased()
        let name = type.utf8.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0x09 }
        return name.elementsEqual("application/json".utf8)
            || (name.starts(with: "application/".utf8)
                && name.suffix(5).elementsEqual("+json".utf8))
    }
}
