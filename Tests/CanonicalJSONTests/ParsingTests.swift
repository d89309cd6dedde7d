import CanonicalJSON
import Testing

@Suite struct Parsing {
    @Test func `reads every kind of value in source order`() throws {
        let json = try parse(#" {"b":[1,-2,true,false],"a":{"x":"y"},"e":[],"o":{}} "#)

        #expect(json.objectValue?.map(\.key) == ["b", "a", "e", "o"])
        #expect(json["b"] == [1, -2, true, false])
        #expect(json["a"]?["x"]?.stringValue == "y")
        #expect(json["e"]?.arrayValue?.isEmpty == true)
        #expect(json["o"]?.objectValue?.isEmpty == true)
        #expect(json["missing"] == nil)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("9223372036854775807", Int64.max),
        ("-9223372036854775808", Int64.min), ("-1", -1), (" 10\n", 10),
    ])
    func `reads integers to the ends of 64 bits`(text: String, value: Int64) throws {
        #expect(try parse(text).integerValue == value)
    }

    @Test(arguments: [
        ("9223372036854775808", JSONError.Code.numberOutOfRange),
        ("-9223372036854775809", .numberOutOfRange), ("99999999999999999999999", .numberOutOfRange),
        ("1.5", .decimalNotAllowed), ("1e3", .decimalNotAllowed), ("1E-3", .decimalNotAllowed),
        ("01", .invalidNumber), ("-01", .invalidNumber), ("1.", .unexpectedEnd),
        ("[1.]", .invalidNumber), ("[1.e1]", .invalidNumber), ("[-]", .invalidNumber),
        ("-", .unexpectedEnd), ("[1e]", .invalidNumber), ("[1e+]", .invalidNumber),
        ("+1", .unexpectedCharacter), (".5", .unexpectedCharacter), ("1x", .trailingText),
        ("0x10", .trailingText), ("NaN", .unexpectedCharacter), ("Infinity", .unexpectedCharacter),
    ])
    func `refuses other numbers`(text: String, code: JSONError.Code) {
        #expect(refusal(of: text.utf8) == code)
    }

    @Test(arguments: ["1.5", "-0.0", "1e3", "1E+2", "0.10", "123456789012345678901", "-1e-7"])
    func `keeps a decimal as its text where allowed`(text: String) throws {
        #expect(try parse(text, .lenient) == .decimal(text))
    }

    @Test func `accepts null only where allowed`() throws {
        #expect(refusal(of: "[null]".utf8) == .nullNotAllowed)
        #expect(try parse("[null]", .lenient) == .array([.null]))
    }

    @Test(arguments: [
        ("", JSONError.Code.unexpectedEnd), ("   ", .unexpectedEnd), ("{", .unexpectedEnd),
        ("[1", .unexpectedEnd), ("[1,", .unexpectedEnd), (#"{"a""#, .unexpectedEnd),
        (#"{"a":"#, .unexpectedEnd), (#"{"a":1"#, .unexpectedEnd), (#"{"a":1,"#, .unexpectedEnd),
        (#""abc"#, .unexpectedEnd), (#""a\"#, .unexpectedEnd), (#""\u12"#, .unexpectedEnd),
        ("tru", .unexpectedEnd), ("[1,]", .unexpectedCharacter), ("[,1]", .unexpectedCharacter),
        ("[1 2]", .unexpectedCharacter), (#"{"a":1,}"#, .unexpectedCharacter),
        ("{a:1}", .unexpectedCharacter), (#"{"a" 1}"#, .unexpectedCharacter),
        ("{1:1}", .unexpectedCharacter), ("'a'", .unexpectedCharacter),
        ("True", .unexpectedCharacter), ("trux", .unexpectedCharacter),
        ("\u{FEFF}1", .unexpectedCharacter), ("\u{A0}1", .unexpectedCharacter),
        ("/**/1", .unexpectedCharacter), ("1 2", .trailingText), ("[]]", .trailingText),
        ("{}\u{0}", .trailingText), ("1,", .trailingText),
    ])
    func `refuses text that is not JSON`(text: String, code: JSONError.Code) {
        #expect(refusal(of: text.utf8) == code)
    }

    @Test func `tells the place of a fault`() {
        let error = #expect(throws: JSONError.self) { _ = try parse("{\n  \"é\": 1, x}") }

        #expect(error?.offset == 13)
        #expect(error?.line == 2)
        #expect(error?.column == 11)
        #expect(error?.description == "unexpected `x` at line 2, column 11")
    }

    @Test func `reads a text that is not contiguous in memory`() throws {
        let halves = [Array(#"{"a":"#.utf8), Array("[1]}".utf8)].joined()

        #expect(try JSON(parsing: Array(halves)) == ["a": [1]])
        #expect(try JSON(parsing: AnyCollection(Array(halves))) == ["a": [1]])
    }
}

@Suite struct DuplicateKeys {
    @Test(arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"{"x":{"k":1,"b":2,"k":3}}"#])
    func `are refused, however they are written`(text: String) {
        #expect(refusal(of: text.utf8) == .duplicateKey)
        #expect(refusal(of: text.utf8, .lenient) == .duplicateKey)
    }

    @Test func `are refused in large objects too`() {
        let members = (0..<1000).map { "\"k\($0)\":\($0)" }

        #expect(refusal(of: "{\(members.joined(separator: ","))}".utf8) == nil)
        let twice = members + ["\"k500\":1"]
        #expect(refusal(of: "{\(twice.joined(separator: ","))}".utf8) == .duplicateKey)
    }

    @Test func `that only look alike are two keys`() throws {
        // é as one scalar and as e with a combining accent are equal as Swift strings.
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)

        let json = try parse("{\"\(composed)\":1,\"\(decomposed)\":2}")

        #expect(json.objectValue?.count == 2)
        #expect(json[composed] == 1)
        #expect(json[decomposed] == 2)
        #expect(JSON.string(composed) != JSON.string(decomposed))
    }
}

@Suite struct Limits {
    @Test func `refuse depth 10000 without a crash`() {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        var options = JSONOptions.strict

        #expect(refusal(of: deep.utf8) == .tooDeep)
        options.maximumDepth = 1_000_000
        #expect(refusal(of: deep.utf8, options) == .tooDeep)
        let objects = String(repeating: #"{"a":"#, count: 10_000)
        #expect(refusal(of: objects.utf8, options) == .tooDeep)
    }

    @Test(arguments: [1, 64, 256])
    func `allow exactly the depth that is set`(depth: Int) {
        var options = JSONOptions.strict
        options.maximumDepth = depth
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)

        #expect(refusal(of: text.utf8, options) == nil)
        #expect(refusal(of: "[\(text)]".utf8, options) == .tooDeep)
    }

    @Test func `bound the bytes and the values`() {
        let size = JSONOptions(maximumBytes: 5)
        #expect(refusal(of: "[1,2]".utf8, size) == nil)
        #expect(refusal(of: "[1,2] ".utf8, size) == .tooLarge)

        let values = JSONOptions(maximumValues: 3)
        #expect(refusal(of: "[1,2]".utf8, values) == nil)
        #expect(refusal(of: "[1,2,3]".utf8, values) == .tooManyValues)
    }

    @Test func `let deep values be compared, hashed and shown`() {
        func nested() -> JSON { (0..<2_000).reduce(1) { inner, _ in .array([inner]) } }
        let deep = nested()

        #expect(deep == nested())
        #expect(deep.hashValue == nested().hashValue)
        #expect(deep.prettyText().utf8.count > 2_000)
        let error = #expect(throws: JSONError.self) { _ = try deep.canonicalBytes() }
        #expect(error?.code == .tooDeep)
    }
}
