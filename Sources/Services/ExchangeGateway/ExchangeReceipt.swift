public import CanonicalJSON

/// The decision behind a permit.
///
/// It travels to the caller in `Cabildo-Receipt`, a structured field such as
/// `rule="r-12", act="2026-14", body="council", mandate="m-3", article="art-5", position=831`; the
/// citations with all their links stay in the record of the call.
public struct ExchangeReceipt: Sendable, Equatable {
    /// One link of the chain of authority.
    public struct Link: Sendable, Equatable {
        /// What the link is: `body`, `mandate`, `article` or `charter`.
        public let kind: String
        /// Its identifier.
        public let id: String

        /// Creates a link.
        public init(kind: String, id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// The rule that permits.
    public let rule: String
    /// The act that carries the rule.
    public let act: String
    /// What the act rests on, up to the charter.
    public let authority: [Link]
    /// The position of the register at which the ruling was given.
    public let position: Int64
    /// The whole ruling with its chains of authority.
    public let citations: JSON

    /// Creates a receipt.
    public init(
        rule: String,
        act: String,
        authority: [Link] = [],
        position: Int64,
        citations: JSON
    ) {
        self.rule = rule
        self.act = act
        self.authority = authority
        self.position = position
        self.citations = citations
    }
}
