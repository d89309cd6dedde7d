import DataExchange
import Testing

@Suite struct Identifiers {
    @Test func `reads a client with and without a subsystem`() throws {
        let subsystem = try ClientIdentifier(parsing: "ML/GOV/12%33/tax-office")
        let member = try ClientIdentifier(parsing: "ML/GOV/123")

        #expect(subsystem.subsystemCode == "tax-office")
        #expect(subsystem.member == member.member)
        #expect(member.subsystemCode == nil)
        #expect(subsystem.description == "ML/GOV/123/tax-office")
        #expect(member.description == "ML/GOV/123")
        #expect(subsystem != member)
    }

    @Test(
        arguments: [
            ("", .wrongPartCount), ("ML/GOV", .wrongPartCount), ("a/b/c/d/e", .wrongPartCount),
            ("a//c", .emptySegment), ("a/b/c/", .emptySegment), ("a/b/c%2Fd", .separator),
            ("a/b/..", .dotSegment), ("a/b/c_d", .forbiddenCharacter),
            ("a/b/c ", .forbiddenCharacter),
            ("a/b/%", .badEscape), ("a/b/%2541", .doubleEscape), ("a/b/c%0A", .controlCharacter),
        ] as [(String, MalformedMessage.Code)]
    )
    func `refuses a client`(text: String, code: MalformedMessage.Code) throws {
        let refusal = try #require(throws: MalformedMessage.self) {
            try ClientIdentifier(parsing: text)
        }

        #expect(refusal.code == code)
    }

    @Test func `writes a question mark escaped and reads it back`() throws {
        let service = try ServiceIdentifier(parsing: "ML/GOV/1/s%3Fb/it's(1)+,-.=")

        #expect(service.subsystemCode == "s?b")
        #expect(service.description == "ML/GOV/1/s%3Fb/it's(1)+,-.=")
    }

    @Test func `checks the parts it is made of`() throws {
        let member = try MemberIdentifier(instance: "ML", memberClass: "GOV", memberCode: "1")

        #expect(try MemberIdentifier(parsing: "ML/GOV/1") == member)
        #expect(throws: MalformedMessage.self) {
            try MemberIdentifier(instance: "ML", memberClass: "", memberCode: "1")
        }
        #expect(throws: MalformedMessage.self) {
            try ClientIdentifier(member: member, subsystemCode: "a/b")
        }
        #expect(throws: MalformedMessage.self) {
            try ServiceIdentifier(member: member, subsystemCode: "a", serviceCode: "ö")
        }
        #expect(throws: MalformedMessage.self) {
            try SecurityServerIdentifier(parsing: "ML/GOV/1")
        }
        let server = try SecurityServerIdentifier(member: member, serverCode: "s1")
        #expect(server.description == "ML/GOV/1/s1")
        #expect(server.serverCode == "s1")
    }

    @Test(arguments: [
        "urn:cabildo:ml:institution:", "urn:cabildo:ml:institution:a:b",
        "URN:cabildo:ml:institution:a",
        "urn:cabildo::institution:a", "urn:cabildo:ml:office:a", "urn:other:ml:institution:a",
        "urn:cabildo:ml:institution:a/b", "urn:cabildo:ml:institution:a%20",
        "urn:cabildo:ml:institution:é",
    ])
    func `refuses an institution's name`(uri: String) {
        #expect(throws: MalformedMessage.self) { try InstitutionIdentity(parsing: uri) }
    }

    @Test func `reads an institution's name`() throws {
        let identity = try InstitutionIdentity(parsing: "urn:cabildo:ml:institution:tax_office.1-a")

        #expect(identity.register == "ml")
        #expect(identity.institution == "tax_office.1-a")
        #expect(identity.description == "urn:cabildo:ml:institution:tax_office.1-a")
    }
}
