internal import Cedar

/// The Cedar schema that every rule must fit, in strict validation.
///
/// Version 1 knows the exchange. Later versions only add, so that a rule in force stays valid.
public enum GovernanceSchema {
    /// The version of the schema.
    public static let version = 1

    /// The schema in Cedar's schema syntax.
    public static let text = """
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

    /// The actions, so that a rule may name a group of them.
    static var actionEntities: [Entity] { (try? parsed.get())?.actionEntities ?? [] }

    static let parsed: Result<Schema, CedarError> = Result { () throws(CedarError) in
        try Schema(parsing: text)
    }
}
