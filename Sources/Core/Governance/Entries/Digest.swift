internal import BaseEncoding
internal import Crypto

/// A SHA-256 digest (FIPS 180-4), written as 64 hexadecimal digits.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The digest in lower-case hexadecimal.
    public let text: String

    /// The digest of `bytes`.
    public init(of bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    init(_ digest: SHA256.Digest) { text = Hexadecimal.encode(Array(digest)) }

    /// Reads 64 lower-case hexadecimal digits; `nil` for any other text.
    public init?(text: String) {
        let digits = text.utf8
        guard digits.count == 64,
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = text
    }

    /// The value as text.
    public var description: String { text }
}

extension Digest: Codable {
    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(text: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a digest is 64 lower-case hexadecimal digits (SHA-256)"
            )
        }
        self = digest
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
