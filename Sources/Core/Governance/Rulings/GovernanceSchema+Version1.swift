extension GovernanceSchema {
    /// Version 1, which knows the exchange alone.
    ///
    /// It never changes again: later versions are held against it.
    public static let versionOne = """
        // What is governed: `Subject::"exchange/services/health"` lies in its parents.
        entity Subject in [Subject];

        // A legal entity; the identifier is the one of the register.
        entity Institution { member_class: String };

        // One information system of an institution: `Subsystem::"civil-registry/records"`.
        entity Subsystem in [Institution] { institution: Institution, member_class: String };

        // Something an institution publishes on the exchange.
        entity Service in [Subject, Institution] {
            provider: Institution,
            data_categories: Set<String>,
        };

        // The agreement under which a call is made; a call without one is refused before any rule.
        type Agreement = {
            id: String,
            purpose: String,
            legal_basis: String,
            data_categories: Set<String>,
        };

        // A call on the exchange: `read` for GET, HEAD and OPTIONS, `write` for all others.
        action call;
        action read, write in [call] appliesTo {
            principal: [Subsystem],
            resource: [Service],
            context: {
                at: datetime,
                method: String,
                purpose: String,
                agreement: Agreement,
            },
        };
        """
}
