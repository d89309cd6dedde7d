extension GovernanceSchema {
    /// Version 2, the exchange: all that an open `action` in a rule can mean.
    static let versionTwoExchange = """
        // What is governed: `Subject::"exchange/services/health"` lies in its parents.
        entity Subject in [Subject];

        // A legal entity; the identifier is the one of the register. `country` is that of its seat
        // (ISO 3166-1, two letters), where the register states it.
        entity Institution { member_class: String, country?: String };

        // One information system of an institution: `Subsystem::"civil-registry/records"`.
        entity Subsystem in [Institution] { institution: Institution, member_class: String };

        // Something an institution publishes on the exchange.
        entity Service in [Subject, Institution] {
            provider: Institution,
            data_categories: Set<String>,
        };

        // A council or committee that decides.
        entity Body;

        // A person who holds an office, in the office's institution and in the bodies whose seats
        // the office fills. `interests`: where the official has a private interest.
        entity Official in [Institution, Body] {
            institution: Institution,
            office: String,
            interests?: Set<Institution>,
        };

        // The agreement under which a call is made; a call without one is refused before any rule.
        type Agreement = {
            id: String,
            purpose: String,
            legal_basis: String,
            data_categories: Set<String>,
        };

        // The dates of that agreement, and how long the consumer may keep the data.
        type Terms = { from: datetime, until?: datetime, retention?: duration };

        // A consent to this use. `given_by` is "person" or "guardian".
        type Consent = {
            reference: String,
            given_by: String,
            purpose: String,
            given: datetime,
            until: datetime,
        };

        // The person whose data are asked for; no more than a rule must know.
        type Person = { is_minor: Bool };

        // An emergency that an official declared; somebody else reviews the access afterwards.
        type Emergency = {
            reference: String,
            declared_by: Official,
            declared: datetime,
            review_due: datetime,
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
                terms?: Terms,
                consent?: Consent,
                person?: Person,
                emergency?: Emergency,
                overdue_reviews?: Long,
            },
        };
        """

    /// Version 2, decisions of bodies.
    static let versionTwoDecisions = """
        // A request to a body to decide; `affects`: who would gain or lose by it.
        entity Proposal in [Subject, Body] {
            body: Body,
            proposer: Official,
            affects: Set<Institution>,
        };

        // What an official does with a proposal.
        action decide;
        action propose, second, vote in [decide] appliesTo {
            principal: [Official],
            resource: [Proposal],
            context: { at: datetime },
        };
        """

    /// Version 2, payments.
    static let versionTwoPayments = """
        // An account that can be paid to.
        entity Account in [Institution] { holder: Institution, country?: String };

        // What an act lets an institution pay. Amounts are in the smallest unit of the currency
        // (ISO 4217), such as cents; `paid` is what was paid of it before.
        type Budget = {
            act: String,
            purpose: String,
            currency: String,
            ceiling: Long,
            paid: Long,
            from: datetime,
            until: datetime,
        };

        // The release of a payment by an official.
        action pay appliesTo {
            principal: [Official],
            resource: [Account],
            context: {
                at: datetime,
                payer: Institution,
                amount: Long,
                currency: String,
                purpose: String,
                prepared_by: Official,
                budget?: Budget,
            },
        };
        """
}
