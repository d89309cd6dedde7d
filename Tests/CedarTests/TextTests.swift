import Testing

@testable import Cedar

@Suite struct `Texts and values` {
    @Test func `are compared by bytes`() {
        #expect(CedarText("é") != CedarText("e\u{301}"))
        #expect(CedarText("é") == CedarText("\u{e9}"))
        #expect(Set([CedarText("é"), CedarText("e\u{301}")]).count == 2)
        #expect(CedarText("a") < CedarText("ab"))
        #expect(CedarText("Z") < CedarText("a"))
        #expect(CedarText("\u{FFFF}") < CedarText("\u{10000}"))
        #expect(uid("U", "é") != uid("U", "e\u{301}"))
        #expect(uid("U", "a") == uid("U", "a"))
        #expect(uid("A", "x") < uid("B", "a"))
        let record = CedarRecord([("é", .long(1)), ("e\u{301}", .long(2))])
        #expect(record["é"] == .long(1))
        #expect(record["e\u{301}"] == .long(2))
    }

    @Test func `records find every field and keep the last of equals`() {
        let many = (0..<40).map { ("k\($0)", Value.long(Int64($0))) }
        let record = CedarRecord(many + [("k7", .long(-7))])
        #expect(record.fields.count == 40)
        #expect(record["k7"] == .long(-7))
        for index in 0..<40 where index != 7 {
            #expect(record[CedarText("k\(index)")] == .long(Int64(index)))
        }
        #expect(record["k40"] == nil)
    }

    @Test func `sets are ordered by value and without duplicates`() {
        let set = CedarSet([.long(3), Value("a"), .long(1), .long(3), .bool(true)])
        #expect(set.members.count == 4)
        #expect(set.contains(.long(3)) && !set.contains(.long(2)) && set.contains(Value("a")))
        #expect(set == CedarSet([.bool(true), .long(1), .long(3), Value("a")]))
    }

    @Test func `decimals and addresses print as they read`() throws {
        for text in ["0.0", "-1.5", "922337203685477.5807", "-922337203685477.5808", "12.3456"] {
            #expect(try #require(CedarDecimal(text)).description == text)
        }
        for text in ["1.2.3.4", "10.0.0.0/8", "0:0:0:0:0:0:0:1"] {
            #expect(try #require(CedarAddress(text)).description == text)
        }
    }

    @Test func `entity references print so that they can be read`() {
        #expect(uid("N::U", "a\"b\n").description == #"N::U::"a\"b\n""#)
    }
}
