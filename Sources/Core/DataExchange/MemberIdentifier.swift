/// A member of the exchange: instance, class and code.
public struct MemberIdentifier: Sendable, Hashable, CustomStringConvertible {
    /// The instance, usually a country.
    public let instance: String
    /// The class of the member, such as `GOV`.
    public let memberClass: String
    /// The member's code within its class.
    public let memberCode: String

    /// Creates an identifier from decoded parts.
    ///
    /// - Throws: ``MalformedMessage`` if a part is empty, too long or holds a forbidden character.
    public init(
        instance: String,
        memberClass: String,
        memberCode: String
    ) throws(MalformedMessage) {
        for part in [instance, memberClass, memberCode] {
            try IdentifierPath.check(part.utf8)
        }
        self.init(checked: instance, memberClass, memberCode)
    }

    init(checked instance: String, _ memberClass: String, _ memberCode: String) {
        self.instance = instance
        self.memberClass = memberClass
        self.memberCode = memberCode
    }

    /// Parses `instance/class/code`, each part percent-coded.
    public init(parsing text: String) throws(MalformedMessage) {
        let parts = try IdentifierPath.parts(of: text, count: 3...3)
        self.init(checked: parts[0], parts[1], parts[2])
    }

    /// The canonical text, `instance/class/code`.
    public var description: String {
        IdentifierPath.text(instance, memberClass, memberCode)
    }
}
