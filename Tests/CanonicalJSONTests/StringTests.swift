import CanonicalJSON
import Testing

@Suite struct Strings {
    @Test(arguments: [
        (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"), (#""x\uD83D\uDE00y""#, "x😀y"),
        (#""\u0000""#, "\u{0}"), (#""é😀\n""#, "é😀\n"), (#""\uFFFF\uFFFE""#, "\u{FFFF}\u{FFFE}"),
        ("\"\u{7F}\"", "\u{7F}"),
    ])
    func `are read with their escapes`(text: String, value: String) throws {
        #expect(try parse(text) == .string(value))
    }

    @Test(arguments: [
        (#""\ud83d""#, JSONError.Code.loneSurrogate), (#""\ude00""#, .loneSurrogate),
        (#""\ud83dx""#, .loneSurrogate), (#""\ud83d\n""#, .loneSurrogate),
        (#""\ud83d\ud83d""#, .loneSurrogate), (#""\ude00\ud83d""#, .loneSurrogate),
        (#""\ud83d\u0041""#, .loneSurrogate), (#""\x41""#, .invalidEscape),
        (#""\u00g0""#, .invalidEscape), (#""\u+041""#, .invalidEscape),
        (#""\U0041""#, .invalidEscape),
        ("\"a\nb\"", .controlCharacter), ("\"\u{0}\"", .controlCharacter),
        ("\"\u{1F}\"", .controlCharacter), ("\"\\n\t\"", .controlCharacter),
    ])
    func `with broken escapes are refused`(text: String, code: JSONError.Code) {
        #expect(refusal(of: text.utf8) == code)
        #expect(refusal(of: "{\(text):1}".utf8) == code)
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xE0, 0x80, 0xAF],
        ] as [[UInt8]]
    )
    func `that are not UTF-8 are refused`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let plain = [quote, 0x61] + bytes + [quote]
        let escaped = [quote, 0x5C, 0x6E] + bytes + [quote]

        #expect(refusal(of: plain) == .invalidUTF8)
        #expect(refusal(of: escaped) == .invalidUTF8)
        let error = #expect(throws: JSONError.self) { _ = try JSON(parsing: plain) }
        #expect(error?.offset == 2)
    }
}
