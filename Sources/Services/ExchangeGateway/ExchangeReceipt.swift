public import CanonicalJSON

/// The decision behind a permit.
///
/// Rule, act and position travel to the caller in `Cabildo-Receipt`, a structured field such as
/// `rule="r-12", act="2026/14", position=831`; the citations stay in the record of the call.
public struct ExchangeReceipt: Sendable, Equatable {
    /// The rule that permits.
    public let rule: String
    /// The act that carries the rule.
    public let act: String
    /// The position of the register at which the ruling was given.
    public let position: Int64
    /// The chain of authority up to the charter.
    public let citations: JSON

    /// Creates a receipt.
    public init(rule: String, act: String, position: Int64, citations: JSON) {
        self.rule = rule
        self.act = act
        self.position = position
        self.citations = citations
    }
}
