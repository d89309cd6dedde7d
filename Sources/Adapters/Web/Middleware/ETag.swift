internal import HTTPTypes
public import Hummingbird

/// An entity tag (RFC 9110, section 8.8.3).
public struct ETag: Sendable, Hashable {
    /// The header's value, in quotes, with `W/` before it where weak.
    public let value: String

    /// Makes a tag.
    ///
    /// - Parameters:
    ///   - text: what changes with the content, such as a hash; characters that a tag cannot hold
    ///     are written as `_`.
    ///   - isWeak: whether equal tags promise the same meaning only, not the same bytes.
    public init(_ text: String, isWeak: Bool = false) {
        let bytes = text.utf8.map { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") ? byte : UInt8(ascii: "_")
        }
        value = (isWeak ? "W/" : "") + "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }

    /// Whether one of the request's `If-None-Match` tags is this one, by weak comparison
    /// (RFC 9110, section 13.1.2).
    ///
    /// - Parameter request: the request.
    /// - Returns: false without the field.
    public func isKnown(to request: Request) -> Bool {
        let field = request.headers[values: .ifNoneMatch].joined(separator: ",")
        var rest = field.utf8[...]
        while let tag = Self.nextTag(&rest) {
            if tag.elementsEqual("*".utf8) || tag.elementsEqual(opaque) { return true }
        }
        return false
    }

    /// Answers 304 where the client has this version, and the full response otherwise.
    ///
    /// - Parameters:
    ///   - request: a GET or HEAD request; any other is answered in full.
    ///   - make: makes the full response; not called where the client has it.
    /// - Returns: a response with this tag.
    /// - Throws: what `make` throws.
    public func respond(
        to request: Request,
        _ make: () async throws -> Response
    ) async throws -> Response {
        if request.method == .get || request.method == .head, isKnown(to: request) {
            return Response(status: .notModified, headers: [.eTag: value])
        }
        var response = try await make()
        response.headers[.eTag] = value
        return response
    }

    /// The tag in quotes without the sign of weakness.
    private var opaque: Substring.UTF8View {
        value.utf8.starts(with: "W/".utf8) ? value.dropFirst(2).utf8 : value[...].utf8
    }

    /// Takes the next tag, without its sign of weakness; nil at the end or where malformed.
    private static func nextTag(_ rest: inout Substring.UTF8View) -> Substring.UTF8View? {
        rest = rest.drop { [0x20, 0x09, UInt8(ascii: ",")].contains($0) }
        if rest.first == UInt8(ascii: "*") { return rest.popFirst().map { _ in "*"[...].utf8 } }
        if rest.starts(with: "W/".utf8) { rest = rest.dropFirst(2) }
        let quote = UInt8(ascii: "\"")
        guard rest.first == quote, let end = rest.dropFirst().firstIndex(of: quote) else {
            return nil
        }
        defer { rest = rest[rest.index(after: end)...] }
        return rest[...end]
    }
}
