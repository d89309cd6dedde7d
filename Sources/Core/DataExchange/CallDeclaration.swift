/// What a consumer declares about a call in `Cabildo-Declared`, for rules that ask for it.
///
/// A dictionary of RFC 9651, section 3.2, with the members `minor`, `consent` and `emergency`:
///
///     minor=?1, consent="c-17";by="guardian";for="school-enrolment";given=@1767225600;until=@1782864000
///     emergency="case-4";by="rescuer";at=@1780304400;review=@1780909200
///
/// A gateway passes it on and records it; it does not know whether it is true. Other members, and
/// members that are not complete, are refused, so that nothing is taken for declared that was not
/// understood.
public struct CallDeclaration: Sendable, Equatable {
    /// A consent to this use of the data.
    public struct Consent: Sendable, Equatable {
        /// Where the consent is kept.
        public let reference: String
        /// Who gave it: `person` or `guardian`.
        public let givenBy: String
        /// What it was given for.
        public let purpose: String
        /// The moment from which it holds, in milliseconds since 1970.
        public let given: Int64
        /// The first moment at which it no longer holds, in milliseconds since 1970.
        public let until: Int64
    }

    /// An emergency that an official declared.
    public struct Emergency: Sendable, Equatable {
        /// Where the case is kept.
        public let reference: String
        /// The official who declared it, as the register names officials.
        public let declaredBy: String
        /// When it was declared, in milliseconds since 1970.
        public let declared: Int64
        /// When the access must have been reviewed, in milliseconds since 1970.
        public let reviewDue: Int64
    }

    /// The longest value of the header, in bytes.
    public static let maximumBytes = 1_024
    /// Whether the person whose data are asked for is a child, if it is said.
    public let isMinor: Bool?
    /// The consent, if there is one.
    public let consent: Consent?
    /// The emergency, if there is one.
    public let emergency: Emergency?

    /// Reads the value of the header.
    ///
    /// - Throws: ``MalformedMessage`` for a value that is too long, malformed, or not understood.
    public init(parsing text: String) throws(MalformedMessage) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw MalformedMessage(.tooLong, "the value exceeds \(Self.maximumBytes) bytes")
        }
        var members = StructuredDictionary.Members()
        for (key, member) in try StructuredDictionary(parsing: text).members {
            guard members[key] == nil else { throw Self.bad("`\(key)` occurs twice") }
            members[key] = member
        }
        isMinor = try members.removeValue(forKey: "minor").map {
            (member) throws(MalformedMessage) -> Bool in
            guard case .boolean(let value) = member.value, member.parameters.isEmpty else {
                throw Self.bad("`minor` is `?1` or `?0`")
            }
            return value
        }
        consent = try members.removeValue(forKey: "consent").map(Self.consent)
        emergency = try members.removeValue(forKey: "emergency").map(Self.emergency)
        if let key = members.keys.sorted().first {
            throw Self.bad("`\(key)` is not known: the members are minor, consent and emergency")
        }
    }

    private static func consent(
        _ member: StructuredDictionary.Member
    ) throws(MalformedMessage) -> Consent {
        let reader = try ParameterReader(member, named: "consent", ["by", "for", "given", "until"])
        let giver = try reader.text("by")
        guard giver == "person" || giver == "guardian" else {
            throw bad("`by` of `consent` is \"person\" or \"guardian\"")
        }
        return Consent(
            reference: reader.reference,
            givenBy: giver,
            purpose: try reader.text("for"),
            given: try reader.date("given"),
            until: try reader.date("until")
        )
    }

    private static func emergency(
        _ member: StructuredDictionary.Member
    ) throws(MalformedMessage) -> Emergency {
        let reader = try ParameterReader(member, named: "emergency", ["at", "by", "review"])
        return Emergency(
            reference: reader.reference,
            declaredBy: try reader.text("by"),
            declared: try reader.date("at"),
            reviewDue: try reader.date("review")
        )
    }

    fileprivate static func bad(_ reason: String) -> MalformedMessage {
        MalformedMessage(.badHeader, reason)
    }
}

/// The parameters of a member, each of which must be there and no other.
private struct ParameterReader {
    let reference: String
    let name: String
    let parameters: [String: StructuredDictionary.Bare]

    init(
        _ member: StructuredDictionary.Member,
        named name: String,
        _ expected: [String]
    ) throws(MalformedMessage) {
        guard case .string(let reference) = member.value, !reference.isEmpty else {
            throw CallDeclaration.bad("`\(name)` is a reference in quotation marks")
        }
        guard member.parameters.keys.sorted() == expected else {
            let list = expected.joined(separator: ", ")
            throw CallDeclaration.bad("`\(name)` needs the parameters \(list), and no other")
        }
        self.reference = reference
        self.name = name
        parameters = member.parameters
    }

    func text(_ key: String) throws(MalformedMessage) -> String {
        guard case .string(let text)? = parameters[key], !text.isEmpty else {
            throw CallDeclaration.bad("`\(key)` of `\(name)` is a text in quotation marks")
        }
        return text
    }

    func date(_ key: String) throws(MalformedMessage) -> Int64 {
        guard case .date(let seconds)? = parameters[key] else {
            throw CallDeclaration.bad("`\(key)` of `\(name)` is a date such as `@1767225600`")
        }
        return seconds * 1_000
    }
}
