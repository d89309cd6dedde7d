/// A text with signatures (C2SP signed-note), handled as bytes throughout.
public struct Note: Sendable, Hashable {
    /// The longest note worth reading, in bytes.
    public static let maximumBytes = 1_000_000
    /// The most signatures a note may carry.
    public static let maximumSignatures = 100

    /// The signed text with its final newline.
    public let text: [UInt8]
    /// The signatures in their order, none of them verified yet.
    public private(set) var signatures: [NoteSignature]

    /// Reads a signed note.
    ///
    /// - Throws: ``LogError`` with code `malformed_note`.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        try self.init(parsing: bytes, skipsUndecodable: false)
    }

    /// Reads a signed note, with or without the signatures that are not in canonical base64.
    ///
    /// To others such a note is malformed; a witness must say of it that nobody has signed it.
    init(parsing bytes: [UInt8], skipsUndecodable: Bool) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw LogError(.malformedNote, "note of \(bytes.count) bytes exceeds the limit")
        }
        try Self.check(bytes)
        // The signatures follow the last empty line; the text may hold others.
        guard let split = bytes.indices.last(where: { Self.isEmptyLine(at: $0, in: bytes) }) else {
            throw LogError(.malformedNote, "note has no empty line before its signatures")
        }
        let lines = bytes[(split + 1)...].split(
            separator: Bytes.newline,
            omittingEmptySubsequences: false
        ).dropLast()
        guard !lines.isEmpty, bytes.last == Bytes.newline else {
            throw LogError(.malformedNote, "note has no signatures")
        }
        guard lines.count <= Self.maximumSignatures else {
            throw LogError(
                .malformedNote,
                "note has more than \(Self.maximumSignatures) signatures"
            )
        }
        text = Array(bytes[..<split])
        signatures = []
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                if skipsUndecodable, NoteSignature.isNamed(line) { continue }
                throw LogError(.malformedNote, "note has a malformed signature line")
            }
            signatures.append(signature)
        }
    }

    /// Makes a note that nobody has signed yet.
    ///
    /// - Throws: ``LogError`` with code `malformed_note` when the text cannot be signed.
    public init(text: [UInt8]) throws(LogError) {
        guard text.last == Bytes.newline, text.count <= Self.maximumBytes else {
            throw LogError(.malformedNote, "note's text does not end with a newline or is too long")
        }
        try Self.check(text)
        self.text = text
        signatures = []
    }

    /// The note as bytes.
    public var bytes: [UInt8] { text + [Bytes.newline] + signatures.flatMap(\.line) }

    /// Adds a signature; one of the same key is replaced.
    ///
    /// - Parameters:
    ///   - signer: the key.
    ///   - timestampSeconds: for a cosigner the time, in seconds since 1970; others ignore it.
    /// - Throws: ``LogError`` with code `signing_failed`, also for a note with too many signatures.
    public mutating func sign(
        with signer: NoteSigner,
        timestampSeconds: Int64 = 0
    ) throws(LogError) {
        let signature = try signer.sign(text, timestampSeconds: timestampSeconds)
        var others = signatures
        others.removeAll(where: signer.verifier.matches)
        guard others.count < Self.maximumSignatures else {
            throw LogError(.signingFailed, "note has too many signatures")
        }
        signatures = others + [signature]
    }

    /// Adds a signature line in the place of those of the same key; it is not verified.
    mutating func replace(_ signature: NoteSignature) throws(LogError) {
        let others = signatures.filter {
            $0.keyID != signature.keyID || !Bytes.same($0.name, signature.name)
        }
        guard others.count < Self.maximumSignatures else {
            throw LogError(.malformedNote, "note has too many signatures")
        }
        signatures = others + [signature]
    }

    /// Adds signature lines another party made, such as a witness's answer; none is verified.
    ///
    /// - Throws: ``LogError`` with code `malformed_note`.
    public mutating func append(_ lines: [NoteSignature]) throws(LogError) {
        guard signatures.count + lines.count <= Self.maximumSignatures else {
            throw LogError(
                .malformedNote,
                "note has more than \(Self.maximumSignatures) signatures"
            )
        }
        signatures += lines
    }

    private static func isEmptyLine(at index: Int, in bytes: [UInt8]) -> Bool {
        index > 0 && bytes[index] == Bytes.newline && bytes[index - 1] == Bytes.newline
    }

    private static func check(_ bytes: [UInt8]) throws(LogError) {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == Bytes.newline }) else {
            throw LogError(.malformedNote, "note holds a control character")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw LogError(.malformedNote, "note is not UTF-8")
        }
    }
}
