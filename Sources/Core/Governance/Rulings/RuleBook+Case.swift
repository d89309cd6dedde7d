public import CanonicalJSON
internal import Cedar

extension RuleBook {
    /// All that a Cedar engine needs to decide as the rules in force decide on a call.
    ///
    /// The object has the members `policies`, `schema`, `entities` and `request`.
    ///
    /// - Parameter question: the call.
    /// - Returns: the object; `nil` when the call is denied before any rule is asked.
    /// - Throws: as ``PublishedRules`` does.
    public func cedarCase(of question: ExchangeQuestion) throws(Refusal) -> JSON? {
        guard case .asks(_, let agreement) = preparation(of: question) else { return nil }
        let published = try PublishedRules(view)
        let request = request(question, under: agreement)
        return .object([
            "policies": .string(published.cedar),
            "schema": .string(GovernanceSchema.text),
            "entities": try published.entities(),
            "request": .object([
                "principal": request.principal.json,
                "action": request.action.json,
                "resource": request.resource.json,
                "context": .object(request.context.json),
            ]),
        ])
    }
}
