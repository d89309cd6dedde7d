import CanonicalJSON
import Testing

@Suite struct CanonicalForm {
    @Test func `sorts members by UTF-16 code units`() throws {
        // RFC 8785, section 3.2.3: the emoji (D83D DE00) sorts before U+FB33 and after U+20AC.
        let json = try parse(
            #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","#
                + #""1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","#
                + #""\u00f6":"Latin Small Letter O With Diaeresis"}"#
        )
        let bytes = try json.canonicalBytes()
        let order = try JSON(parsing: bytes).objectValue?.keys

        #expect(order == ["\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"])
    }

    @Test func `orders any two keys as their UTF-16 units do`() throws {
        let seed: UInt64 = 8785
        print("canonical key order: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let scalars: [Unicode.Scalar] = [
            "\u{0}", "a", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}",
            "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "\u{1F600}",
        ]
        func key() -> String {
            var text = ""
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
            }
            return text
        }
        for _ in 0..<500 {
            let object = JSONObject((0..<8).map { _ in (key: key(), value: 1) })
            let sorted = object.keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
            let written = try JSON(parsing: JSON.object(object).canonicalBytes())
            let keys = written.objectValue?.keys ?? []
            #expect(keys.map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
        }
    }

    @Test func `escapes only what it must`() throws {
        let text = "\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é€😀<>&\u{2028}"

        #expect(
            try canonicalText(.string(text))
                == #""\u0000\b\t\n\u000b\f\r\u001f\"\\/"# + "\u{7F}é€😀<>&\u{2028}\""
        )
    }

    @Test func `has no space and keeps the order of arrays`() throws {
        let json = try parse(#" { "b" : [ 3 , 1 , { } ] , "a" : [ ] , "t" : true } "#)

        #expect(try canonicalText(json) == #"{"a":[],"b":[3,1,{}],"t":true}"#)
        #expect(try canonicalText(.array([.null, false])) == "[null,false]")
        #expect(try canonicalText(try parse("-0")) == "0")
    }

    @Test func `refuses what has no exact form`() throws {
        let limit: Int64 = 9_007_199_254_740_991
        #expect(try canonicalText(.integer(limit)) == "9007199254740991")
        #expect(try canonicalText(.integer(-limit)) == "-9007199254740991")
        for value in [limit + 1, -limit - 1, .max, .min] {
            let error = #expect(throws: JSONError.self) {
                _ = try JSON.array([.integer(value)]).canonicalBytes()
            }
            #expect(error?.code == .numberOutOfRange)
        }
        let error = #expect(throws: JSONError.self) { _ = try JSON.decimal("1.5").canonicalBytes() }
        #expect(error?.code == .decimalNotAllowed)
    }

    @Test func `is readable in its other form`() throws {
        let json = try parse(#"{"b":[1,{"x":"y"}],"a":{},"c":[]}"#)

        #expect(
            json.prettyText() == """
                {
                  "b": [
                    1,
                    {
                      "x": "y"
                    }
                  ],
                  "a": {},
                  "c": []
                }
                """
        )
    }
}

@Suite struct RandomValues {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `survive both written forms`(seed: UInt64) throws {
        print("random JSON round trip: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let value = Self.value(depth: 0, &random)
            let bytes = try value.canonicalBytes()
            let again = try JSON(parsing: bytes, options: .lenient)

            #expect(again == value)
            #expect(again.hashValue == value.hashValue)
            #expect(try again.canonicalBytes() == bytes)
            #expect(try parse(value.prettyText(), .lenient) == value)
        }
    }

    @Test func `cut or changed by a byte never crash the parser`() throws {
        let seed: UInt64 = 99
        print("damaged JSON: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            var bytes = try Self.value(depth: 0, &random).canonicalBytes()
            _ = refusal(of: bytes.prefix(Int.random(in: 0...bytes.count, using: &random)), .lenient)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                in: 0...255,
                using: &random
            )
            _ = refusal(of: bytes, .lenient)
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0...(depth > 3 ? 3 : 6), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2:
            .integer(.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &random))
        case 3: .string(text(&random))
        case 4:
            .array(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    value(depth: depth + 1, &random)
                }
            )
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0...(depth == 0 ? 20 : 4), using: &random)).map { _ in
                        (key: text(&random), value: value(depth: depth + 1, &random))
                    }
                )
            )
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            let limit: UInt32 = Bool.random(using: &random) ? 0x7F : 0x10FFFF
            let value = UInt32.random(in: 0...limit, using: &random)
            text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FB33}")
        }
        return text
    }
}
