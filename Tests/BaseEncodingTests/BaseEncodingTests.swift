import BaseEncoding
import Testing

@Suite struct Base64Text {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `is written and read as in RFC 4648`(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm8=Zg==", "Zg==\n", "Zm-v", "Zm_v",
        " Zm9", "=Zg=", "Zg=a", "Z g=",
    ])
    func `is refused in any other form`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}

@Suite struct HexadecimalText {
    @Test(arguments: [([UInt8](), ""), ([0x00, 0xAB, 0xFF], "00abff")])
    func `writes small digits and reads them back`(bytes: [UInt8], text: String) {
        #expect(Hexadecimal.encode(bytes) == text)
        #expect(Hexadecimal.decode(text.utf8) == bytes)
    }

    @Test(arguments: ["0", "0g", "0x00", " 00", "é0"])
    func `refuses anything else`(text: String) {
        #expect(Hexadecimal.decode(text.utf8) == nil)
    }
}
