import Foundation

/// A response as it came over the wire.
struct RawResponse {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The body as JSON.
    var json: [String: Any] {
        let value = try? JSONSerialization.jsonObject(with: Data(body.utf8))
        return value as? [String: Any] ?? [:]
    }

    var code: String? { json["code"] as? String }

    /// Reads one response with a Content-Length or without a body; nil where more must come.
    static func parse(_ text: String) -> (RawResponse, rest: String)? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            return (name: parts[0].lowercased(), value: value)
        }
        let status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let body = text[end.upperBound...].utf8
        guard body.count >= length || status == 304 else { return nil }
        let count = status == 304 ? 0 : length
        let response = RawResponse(
            status: status,
            fields: fields,
            body: String(decoding: body.prefix(count), as: UTF8.self)
        )
        return (response, String(decoding: body.dropFirst(count), as: UTF8.self))
    }
}
