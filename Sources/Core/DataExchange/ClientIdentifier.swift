/// The caller of a service: a member, or one of its subsystems.
public struct ClientIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// The member that calls.
    public let member: MemberIdentifier
    /// The subsystem of the member, if the member does not call as a whole.
    public let subsystemCode: String?

    /// Creates an identifier.
    ///
    /// - Throws: ``MalformedMessage`` if the subsystem's code is not a valid part.
    public init(member: MemberIdentifier, subsystemCode: String?) throws(MalformedMessage) {
        if let subsystemCode {
            try IdentifierPath.check(subsystemCode.utf8)
        }
        self.member = member
        self.subsystemCode = subsystemCode
    }

    /// Parses the value of `X-Road-Client` (X-Road REST protocol, section 4.3).
    ///
    /// - Parameter text: `instance/class/code[/subsystem]`, each part percent-coded.
    /// - Throws: ``MalformedMessage`` if it has another form.
    public init(parsing text: String) throws(MalformedMessage) {
        let parts = try IdentifierPath.parts(of: text, count: 3...4)
        member = MemberIdentifier(checked: parts[0], parts[1], parts[2])
        subsystemCode = parts.count == 4 ? parts[3] : nil
    }

    /// The canonical text.
    public var description: String {
        guard let subsystemCode else {
            return member.description
        }
        return IdentifierPath.text(
            member.instance,
            member.memberClass,
            member.memberCode,
            subsystemCode
        )
    }
}
