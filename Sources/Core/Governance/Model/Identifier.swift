/// The name of one item of the register, such as `civil-registry`; its type says of which kind.
///
/// 1 to 64 of the characters `a-z`, `0-9`, `-` and `.`, beginning with a letter or digit. As it is
/// ASCII only, Swift's comparison of it is exact.
public struct Identifier<Item>: Hashable, Comparable, Sendable {
    /// The identifier as text.
    public let text: String

    /// Reads an identifier; `nil` when the text is not well formed.
    public init?(_ text: String) {
        guard IdentifierRule.accepts(text) else { return nil }
        self.text = text
    }

    /// The order of the two.
    public static func < (left: Identifier, right: Identifier) -> Bool { left.text < right.text }
}

enum IdentifierRule {
    static let sentence =
        "1 to 64 of the characters a-z, 0-9, `-` and `.`, beginning with a letter or digit"

    static func accepts(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 64, isAlphanumeric(first) else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}

extension Identifier: CustomStringConvertible, Codable {
    /// The value as text.
    public var description: String { text }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let identifier = Identifier(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text.prefix(80))` is not an identifier: "
                    + IdentifierRule.sentence
            )
        }
        self = identifier
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The identifier of an institution.
public typealias InstitutionID = Identifier<Institution>
/// The identifier of an office.
public typealias OfficeID = Identifier<Office>
/// The identifier of an official.
public typealias OfficialID = Identifier<Official>
/// The identifier of a body.
public typealias BodyID = Identifier<Body>
/// The identifier of a seat, unique within its body.
public typealias SeatID = Identifier<Seat>
/// The identifier of a procedure.
public typealias ProcedureID = Identifier<Procedure>
/// The identifier of a mandate.
public typealias MandateID = Identifier<Mandate>
/// The identifier of a safeguard.
public typealias SafeguardID = Identifier<Safeguard>
/// The identifier of a standard.
public typealias StandardID = Identifier<Standard>
/// The identifier of a component.
public typealias ComponentID = Identifier<Component>
/// The identifier of a service.
public typealias ServiceID = Identifier<Service>
/// The identifier of an agreement.
public typealias AgreementID = Identifier<Agreement>
/// The identifier of a rule.
public typealias RuleID = Identifier<Rule>
/// The identifier of a waiver.
public typealias WaiverID = Identifier<Waiver>
/// The identifier of a charter article.
public typealias ArticleID = Identifier<Article>
/// The identifier of a proposal.
public typealias ProposalID = Identifier<Proposal>
/// The identifier, and so the number, of an act.
public typealias ActID = Identifier<Act>
/// The identifier of a register: the short name of the country or body it governs.
public typealias RegisterID = Identifier<Register>
/// The class of a proposal, which chooses the procedure, such as `ordinary` or `removal`.
public typealias ProposalClass = Identifier<Procedure.Class>
