import CanonicalJSON
import DataExchange
import Testing

@Suite struct Declarations {
    static let consent = #"consent="c-17";by="guardian";for="school";given=@10;until=@20"#
    static let emergency = #"emergency="case-4";by="rescuer";at=@10;review=@30"#

    @Test func `tell of a child, a consent and an emergency`() throws {
        let all = try CallDeclaration(
            parsing: "minor=?1, \(Self.consent) ,\t\(Self.emergency)"
        )

        #expect(all.isMinor == true)
        #expect(all.consent?.reference == "c-17")
        #expect(all.consent?.givenBy == "guardian")
        #expect(all.consent?.purpose == "school")
        #expect(all.consent?.given == 10_000)
        #expect(all.consent?.until == 20_000)
        #expect(all.emergency?.reference == "case-4")
        #expect(all.emergency?.declaredBy == "rescuer")
        #expect(all.emergency?.declared == 10_000)
        #expect(all.emergency?.reviewDue == 30_000)
    }

    @Test func `leave out what is not said`() throws {
        let adult = try CallDeclaration(parsing: "minor=?0")
        let child = try CallDeclaration(parsing: "minor")
        let consent = try CallDeclaration(
            parsing: #"consent="a \"b\" \\";until=@-1; given=@-2;for="x";by="person""#
        )

        #expect(adult.isMinor == false)
        #expect(adult.consent == nil && adult.emergency == nil)
        #expect(child.isMinor == true)
        #expect(consent.isMinor == nil)
        #expect(consent.consent?.reference == #"a "b" \"#)
        #expect(consent.consent?.until == -1_000)
    }

    @Test(arguments: [
        "", " ", ",", "minor=?1,", "minor=?2", "minor=1", "minor=?1;x=?1", "minor=?1 consent",
        "minor=?1, minor=?0", "adult=?1", "Minor=?1", "minor=\"yes\"", "minor=@1",
        consent + ", " + consent, consent + ";extra=@1", consent + ";by=\"person\"",
        #"consent="c-17""#, #"consent=?1;by="person";for="school";given=@10;until=@20"#,
        #"consent="";by="person";for="school";given=@10;until=@20"#,
        #"consent="c";by="friend";for="school";given=@10;until=@20"#,
        #"consent="c";by=person;for="school";given=@10;until=@20"#,
        #"consent="c";by="person";for="";given=@10;until=@20"#,
        #"consent="c";by="person";for="school";given="10";until=@20"#,
        #"consent="c";by="person";for="school";given=@10;until=@"#,
        #"consent="c";by="person";for="school";given=@10;until=@1234567890123456"#,
        #"consent="c";by="person";for="school";given=@10.5;until=@20"#,
        #"consent="c;by="person""#, #"consent="c\n";by="person""#, "consent=\"\u{E9}\"",
        #"emergency="case-4";by="rescuer";at=@10"#, #"emergency="case-4";at=@10;review=@30"#,
    ])
    func `are refused when they are not understood`(text: String) {
        let refusal = #expect(throws: MalformedMessage.self) {
            try CallDeclaration(parsing: text)
        }

        #expect(refusal?.code == .badHeader)
    }

    @Test func `are refused when they are too long`() throws {
        let short = String(repeating: " ", count: CallDeclaration.maximumBytes - 8) + "minor=?1"

        let refusal = #expect(throws: MalformedMessage.self) {
            try CallDeclaration(parsing: " " + short)
        }

        #expect(try CallDeclaration(parsing: short).isMinor == true)
        #expect(refusal?.code == .tooLong)
    }

    @Test func `travel in one header, which is passed on as received`() throws {
        let fields: [(name: String, value: String)] = [
            ("Host", "h"), ("X-Road-Client", "ML/GOV/1/tax"), ("Cabildo-Declared", Self.consent),
        ]

        let headers = try RequestHeaders(reading: fields, at: .consumer)
        let twice = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(reading: fields + [("cabildo-declared", "minor")], at: .consumer)
        }
        let bad = #expect(throws: MalformedMessage.self) {
            try RequestHeaders(
                reading: fields.dropLast() + [("Cabildo-Declared", "minor=yes")],
                at: .consumer
            )
        }

        #expect(headers.declared == Self.consent)
        #expect(headers.declaration?.consent?.reference == "c-17")
        #expect(headers.forwarded.last == HeaderField("Cabildo-Declared", Self.consent))
        #expect(twice?.code == .repeatedHeader)
        #expect(bad?.code == .badHeader)
        #expect(bad?.header == "cabildo-declared")
    }

    @Test func `stand in the record of the call`() throws {
        var record = CallRecord(
            requestID: "r",
            messageID: "m",
            role: .consumer,
            client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
            service: try ServiceIdentifier(
                member: MemberIdentifier(instance: "ML", memberClass: "GOV", memberCode: "2"),
                subsystemCode: "s",
                serviceCode: "c"
            ),
            method: "GET",
            startedAt: 1
        )
        #expect(record.json["declared"] == nil)

        record.declared = "minor=?1"

        #expect(record.json["declared"]?.stringValue == "minor=?1")
    }
}
