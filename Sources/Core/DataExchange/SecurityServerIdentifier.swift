/// One gateway of a member.
public struct SecurityServerIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// The member that runs the gateway.
    public let member: MemberIdentifier
    /// The code of the gateway within the member.
    public let serverCode: String

    /// Creates an identifier.
    ///
    /// - Throws: ``MalformedMessage`` if the server's code is not a valid part.
    public init(member: MemberIdentifier, serverCode: String) throws(MalformedMessage) {
        try IdentifierPath.check(serverCode.utf8)
        self.member = member
        self.serverCode = serverCode
    }

    /// Parses the value of `X-Road-Security-Server`: exactly four parts, each percent-coded.
    public init(parsing text: String) throws(MalformedMessage) {
        let parts = try IdentifierPath.parts(of: text, count: 4...4)
        member = MemberIdentifier(checked: parts[0], parts[1], parts[2])
        serverCode = parts[3]
    }

    /// The canonical text.
    public var description: String {
        IdentifierPath.text(member.instance, member.memberClass, member.memberCode, serverCode)
    }
}
