import CanonicalJSON
import Testing

private struct Person: Codable, Equatable {
    var fullName: String
    var birthYear: Int16
    var isActive: Bool = false
    var otherNames: [String] = []
    var labels: [String: Int] = [:]
    var nickName: String?
    var optionalFlag: Bool?
    var optionalList: [Int]?
    var address: Address?
}

private struct Address: Codable, Equatable {
    var streetLine1: String
    var sha256: [UInt8]
}

private enum Shape: Codable, Equatable {
    case point
    case rectangle(widthMetres: Int, height: Int)
    indirect case group([Shape])
}

private enum Colour: String, Codable {
    case red
    case darkBlue = "dark-blue"
}

private struct Even: Codable, Equatable {
    var value: Int

    init(_ value: Int) { self.value = value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = try container.decode(Int.self)
        guard value % 2 == 0 else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(value)` is odd"
            )
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

private func roundTrip<T: Codable & Equatable>(_ value: T) throws -> JSON {
    let json = try JSONTreeEncoder().encode(value)
    #expect(try JSONTreeDecoder().decode(T.self, from: json) == value)
    let bytes = try json.canonicalBytes()
    let parsed = try JSON(parsing: bytes, options: .lenient)
    #expect(try JSONTreeDecoder().decode(T.self, from: parsed) == value)
    return json
}

private func failure<T: Decodable>(_: T.Type, _ text: String) throws -> JSONCodingError? {
    let json = try parse(text, .lenient)
    return #expect(throws: JSONCodingError.self) {
        _ = try JSONTreeDecoder().decode(T.self, from: json)
    }
}

@Suite struct Coding {
    @Test func `writes names in snake case and leaves out what is default`() throws {
        let json = try roundTrip(Person(fullName: "A", birthYear: 1990))

        #expect(json == ["full_name": "A", "birth_year": 1990])
    }

    @Test func `round-trips everything set`() throws {
        let person = Person(
            fullName: "B",
            birthYear: -1,
            isActive: true,
            otherNames: ["x"],
            labels: ["zKey": 1, "a_b": 2, "M": 3],
            nickName: "n",
            optionalFlag: false,
            optionalList: [],
            address: Address(streetLine1: "s", sha256: [0, 255])
        )
        let json = try roundTrip(person)

        #expect(json["labels"]?.objectValue?.keys == ["M", "a_b", "zKey"])
        #expect(json["optional_flag"] == false)
        #expect(json["optional_list"] == [])
        #expect(json["address"] == ["street_line1": "s", "sha256": [0, 255]])
    }

    @Test func `round-trips enumerations, nesting and single values`() throws {
        #expect(try roundTrip(Shape.point) == ["point": [:]])
        let shape = Shape.group([.rectangle(widthMetres: 2, height: 3), .point])
        #expect(
            try roundTrip(shape)
                == [
                    "group": [
                        "_0": [["rectangle": ["width_metres": 2, "height": 3]], ["point": [:]]]
                    ]
                ]
        )
        #expect(try roundTrip([Colour.red, .darkBlue]) == ["red", "dark-blue"])
        #expect(try roundTrip(["k": Even(4)]) == ["k": 4])
        #expect(try roundTrip([1, nil] as [Int?]) == .array([1, .null]))
        #expect(try roundTrip([[true, false], []]) == [[true, false], []])
        #expect(try roundTrip(["x": ["y": [false]]]) == ["x": ["y": [false]]])
        #expect(
            try roundTrip(["opaque": JSON.object(["someKey": [1]])]) == ["opaque": ["someKey": [1]]]
        )
        #expect(try roundTrip(UInt64(1) << 52) == .integer(1 << 52))
    }

    @Test func `refuses a member the type does not know, with its path`() throws {
        let top = try failure(Person.self, #"{"full_name":"A","birth_year":1,"surprise":1}"#)
        #expect(top?.code == .unknownKey)
        #expect(top?.path == [.key("surprise")])

        let inner = try failure(
            [Person].self,
            #"[{"full_name":"A","birth_year":1,"address":{"street_line1":"s","sha256":[],"x":1}}]"#
        )
        #expect(inner?.code == .unknownKey)
        #expect(inner?.path == [.index(0), .key("address"), .key("x")])
        #expect(inner?.description == "unknown member `x` at `[0].address.x`")
    }

    @Test(arguments: ["fullName", "full_Name", "Full_name", "full__name"])
    func `refuses another way to write a name`(name: String) throws {
        let error = try failure(Person.self, "{\"\(name)\":\"A\",\"birth_year\":1}")

        #expect(error?.code == .unknownKey)
    }

    @Test(arguments: [
        (#"{"birth_year":1}"#, JSONCodingError.Code.missingKey, ""),
        (#"{"full_name":1,"birth_year":1}"#, .typeMismatch, "full_name"),
        (#"{"full_name":"a","birth_year":"1"}"#, .typeMismatch, "birth_year"),
        (#"{"full_name":"a","birth_year":40000}"#, .outOfRange, "birth_year"),
        (#"{"full_name":"a","birth_year":1.5}"#, .typeMismatch, "birth_year"),
        (#"{"full_name":"a","birth_year":1,"is_active":null}"#, .typeMismatch, "is_active"),
        (#"{"full_name":"a","birth_year":1,"other_names":{}}"#, .typeMismatch, "other_names"),
        (#"{"full_name":"a","birth_year":1,"labels":{"x":[]}}"#, .typeMismatch, "labels.x"),
        (
            #"{"full_name":"a","birth_year":1,"address":{"street_line1":"","sha256":[1,256]}}"#,
            .outOfRange, "address.sha256[1]"
        ),
        ("[]", .typeMismatch, ""),
    ])
    func `refuses wrong values`(text: String, code: JSONCodingError.Code, path: String) throws {
        let error = try failure(Person.self, text)

        #expect(error?.code == code)
        #expect(error?.pathText == path)
    }

    @Test func `turns a type's own refusal into one with reason and path`() throws {
        let error = try failure([String: [Even]].self, #"{"aKey":[2,3]}"#)

        #expect(error?.code == .dataCorrupted)
        #expect(error?.reason == "`3` is odd")
        #expect(error?.path == [.key("aKey"), .index(1)])
        #expect(try failure([Colour].self, #"["green"]"#)?.path == [.index(0)])
    }

    @Test func `refuses dictionary keys that Swift would merge`() throws {
        let error = try failure([String: Int].self, "{\"\u{E9}\":1,\"e\u{301}\":2}")

        #expect(error?.code == .equivalentKeys)
    }

    @Test func `refuses floating point both ways`() throws {
        #expect(try failure([Double].self, "[1]")?.code == .unsupported)
        #expect(try failure([String: Float].self, #"{"a":1}"#)?.code == .unsupported)
        let error = #expect(throws: JSONCodingError.self) {
            _ = try JSONTreeEncoder().encode(["x": [1.5]])
        }
        #expect(error?.code == .unsupported)
        #expect(error?.pathText == "x[0]")
    }

    @Test func `refuses integers beyond 64 bits and endless nesting`() {
        let range = #expect(throws: JSONCodingError.self) {
            _ = try JSONTreeEncoder().encode(["n": UInt64.max])
        }
        #expect(range?.code == .outOfRange)

        final class Loop: Encodable {
            var next: Loop?
            init() {}
        }
        let loop = Loop()
        loop.next = loop
        let depth = #expect(throws: JSONCodingError.self) { _ = try JSONTreeEncoder().encode(loop) }
        #expect(depth?.code == .tooDeep)
        loop.next = nil

        let deep = (0..<10_000).reduce(JSON.object([:])) { inner, _ in ["group": ["_0": [inner]]] }
        let decoding = #expect(throws: JSONCodingError.self) {
            _ = try JSONTreeDecoder().decode(Shape.self, from: deep)
        }
        #expect(decoding?.code == .tooDeep)
    }
}
