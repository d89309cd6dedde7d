/// Cuts a Cedar text, policy or schema, into tokens.
struct Lexer {
    /// Whether `?` begins a slot (policies) or marks an optional attribute (schemas).
    enum Mode { case policy, schema }

    let bytes: [UInt8]
    private let mode: Mode
    private var index = 0

    init(_ bytes: [UInt8], mode: Mode) {
        self.bytes = bytes
        self.mode = mode
    }

    /// Checks the encoding and cuts the whole text; the last token is `endOfText`.
    static func tokens(
        of bytes: [UInt8],
        mode: Mode,
        limits: CedarLimits
    ) throws(CedarError) -> [Token] {
        guard bytes.count <= limits.maximumBytes else {
            throw CedarError(
                .size,
                "text of \(bytes.count) bytes is longer than \(limits.maximumBytes)"
            )
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw CedarError(.invalidUTF8, "text is not valid utf-8")
        }
        var lexer = Lexer(bytes, mode: mode)
        var tokens: [Token] = []
        tokens.reserveCapacity(bytes.count / 4)
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .endOfText { return tokens }
        }
    }

    private func byte(_ ahead: Int = 0) -> UInt8 {
        index + ahead < bytes.count ? bytes[index + ahead] : 0
    }

    private mutating func next() throws(CedarError) -> Token {
        skipBlanks()
        let start = index
        guard start < bytes.count else {
            return Token(kind: .endOfText, start: start, end: start)
        }
        let kind: Token.Kind
        switch bytes[start] {
        case 0x22:
            kind = .string
            try skipString()
        case 0x30...0x39:
            kind = .number
            while (0x30...0x39).contains(byte()) { index += 1 }
        case let first where Self.isIdentifierStart(first):
            kind = .identifier
            skipIdentifier()
        case 0x3F where mode == .policy:
            index += 1
            guard Self.isIdentifierStart(byte()) else { throw unexpected(at: start) }
            kind = .slot
            skipIdentifier()
        default:
            guard let (found, length) = punctuation() else { throw unexpected(at: start) }
            kind = found
            index += length
        }
        return Token(kind: kind, start: start, end: index)
    }

    private func punctuation() -> (Token.Kind, Int)? {
        let following = byte(1)
        switch byte() {
        case 0x3A: return following == 0x3A ? (.pathSeparator, 2) : (.colon, 1)
        case 0x3D: return following == 0x3D ? (.equal, 2) : (.assign, 1)
        case 0x21: return following == 0x3D ? (.notEqual, 2) : (.not, 1)
        case 0x3C: return following == 0x3D ? (.lessOrEqual, 2) : (.less, 1)
        case 0x3E: return following == 0x3D ? (.greaterOrEqual, 2) : (.greater, 1)
        case 0x26: return following == 0x26 ? (.and, 2) : nil
        case 0x7C: return following == 0x7C ? (.or, 2) : nil
        case let first: return Self.single[first].map { ($0, 1) }
        }
    }

    private static let single: [UInt8: Token.Kind] = [
        0x40: .at, 0x28: .openParenthesis, 0x29: .closeParenthesis, 0x7B: .openBrace,
        0x7D: .closeBrace, 0x5B: .openBracket, 0x5D: .closeBracket, 0x2C: .comma,
        0x3B: .semicolon, 0x2E: .dot, 0x2B: .plus, 0x2D: .minus, 0x2A: .times, 0x2F: .divide,
        0x25: .modulo, 0x3F: .question,
    ]

    private mutating func skipBlanks() {
        while index < bytes.count {
            let first = bytes[index]
            if first == 0x20 || (0x09...0x0D).contains(first) {
                index += 1
            } else if first == 0x2F, byte(1) == 0x2F {
                while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
                    index += 1
                }
            } else if first >= 0x80, let length = wideBlank() {
                index += length
            } else {
                return
            }
        }
    }

    /// The length of a white space character beyond ASCII, by the Unicode White_Space property.
    private func wideBlank() -> Int? {
        switch (byte(), byte(1), byte(2)) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9),
            (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            3
        default: nil
        }
    }

    private mutating func skipString() throws(CedarError) {
        let start = index
        index += 1
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                index += 1
                return
            case 0x5C:
                index += 1
                if byte() == 0x0A || byte() == 0x0D { throw unexpected(at: index) }
                index += 1
            case 0x0D:
                throw CedarError(
                    .syntax,
                    "carriage return inside a string",
                    at: position(index),
                    hint: "write `\\r`"
                )
            default:
                index += 1
            }
        }
        throw CedarError(.syntax, "string is not closed", at: position(start))
    }

    private mutating func skipIdentifier() {
        while Self.isIdentifierStart(byte()) || (0x30...0x39).contains(byte()) { index += 1 }
    }

    private static func isIdentifierStart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    private func position(_ offset: Int) -> SourcePosition {
        SourcePosition(offset: offset, in: bytes)
    }

    private func unexpected(at offset: Int) -> CedarError {
        var end = offset + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        guard offset < bytes.count else {
            return CedarError(.syntax, "text ends unexpectedly", at: position(offset))
        }
        let character = String(decoding: bytes[offset..<end], as: UTF8.self)
        return CedarError(
            .syntax,
            "unexpected character `\(character)`",
            at: position(offset),
            hint: character == "'" ? "strings are written with double quotes" : nil
        )
    }
}
