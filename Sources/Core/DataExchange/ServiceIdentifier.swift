/// A service that a subsystem offers.
public struct ServiceIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// The member that offers the service.
    public let member: MemberIdentifier
    /// The subsystem that offers it; X-Road's code requires one.
    public let subsystemCode: String
    /// The code of the service.
    public let serviceCode: String

    /// Creates an identifier.
    ///
    /// - Throws: ``MalformedMessage`` if a code is not a valid part.
    public init(
        member: MemberIdentifier,
        subsystemCode: String,
        serviceCode: String
    ) throws(MalformedMessage) {
        try IdentifierPath.check(subsystemCode.utf8)
        try IdentifierPath.check(serviceCode.utf8)
        self.init(checked: member, subsystemCode, serviceCode)
    }

    init(checked member: MemberIdentifier, _ subsystemCode: String, _ serviceCode: String) {
        self.member = member
        self.subsystemCode = subsystemCode
        self.serviceCode = serviceCode
    }

    /// Parses `instance/class/code/subsystem/service`, each part percent-coded.
    public init(parsing text: String) throws(MalformedMessage) {
        let parts = try IdentifierPath.parts(of: text, count: 5...5)
        let member = MemberIdentifier(checked: parts[0], parts[1], parts[2])
        self.init(checked: member, parts[3], parts[4])
    }

    /// The canonical text, each part escaped as in a path.
    public var description: String {
        IdentifierPath.text(
            member.instance,
            member.memberClass,
            member.memberCode,
            subsystemCode,
            serviceCode
        )
    }
}
