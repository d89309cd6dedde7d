extension ItemProblemFinder {
    mutating func check(_ institution: Institution) {
        checkUnique(institution.subsystems.map(\.text), "subsystems", "subsystems")
        let code = institution.memberClass.utf8
        let isCode =
            (1...16).contains(code.count)
            && code.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
        if !isCode {
            invalid(
                "member_class",
                "`\(institution.memberClass.prefix(32))` is not a member class such as `GOV`: "
                    + "1 to 16 of the characters A-Z and 0-9"
            )
        }
        if let country = institution.country,
            country.utf8.count != 2 || !country.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        {
            invalid(
                "country",
                "`\(country.prefix(32))` is not a country such as `CV`: two letters of ISO 3166-1, "
                    + "in upper case"
            )
        }
    }

    mutating func check(_ official: Official) {
        require(.office, official.office.text, "office")
        checkUnique(official.keys.map(\.id.text), "keys", "keys")
        for key in official.keys { check(period: key.period) }
        if official.id == .founder {
            invalid("id", "no official may be named `founder`", help: "choose another identifier")
        }
    }

    mutating func check(_ body: Body) {
        checkUnique(body.seats.map(\.id.text), "seats", "seats")
        if body.seats.count > KernelLimits.seats {
            invalid("seats", "\(item) has more than \(KernelLimits.seats) seats")
        }
        for seat in body.seats {
            if let office = seat.office { require(.office, office.text, "seats") }
            check(period: seat.period)
        }
        for (name, procedure) in body.procedures.sorted(by: { $0.key < $1.key }) {
            require(.procedure, procedure.text, "procedures")
            if ProposalClass(name) == nil {
                invalid(
                    "procedures",
                    "`\(name.prefix(80))` is not the name of a class",
                    help: IdentifierRule.sentence
                )
            }
        }
    }

    mutating func check(_ procedure: Procedure) {
        if procedure.rounds.isEmpty || procedure.rounds.count > 10 {
            invalid("rounds", "\(item) has \(procedure.rounds.count) rounds", help: "give 1 to 10")
        }
        if let quorum = procedure.quorum, quorum.base == .cast || quorum.base == .present {
            invalid(
                "quorum",
                "a quorum cannot be a share of `\(quorum.base.rawValue)`",
                help: "take it of fixed, filled or non-recused seats"
            )
        }
        for round in procedure.rounds where round.window <= .zero {
            invalid("rounds", "a round of \(item) stays open for no time at all")
        }
    }

    mutating func check(_ mandate: Mandate) {
        switch mandate.holder {
        case .institution(let institution):
            require(.institution, institution.text, "institution")
            if mandate.function == .decide {
                invalid(
                    "institution",
                    "\(item) lets an institution decide",
                    help: "only a body decides, by a procedure; give the mandate to a body"
                )
            }
        case .body(let body): require(.body, body.text, "body")
        case nil:
            invalid(
                "institution",
                "\(item) must name either an institution or a body as its holder"
            )
        }
        if let article = mandate.article { require(.article, article.text, "article") }
        if let source = mandate.delegatedFrom { require(.mandate, source.text, "delegated_from") }
        check(subject: mandate.subject)
    }

    mutating func check(_ component: Component) {
        if let steward = component.steward { require(.institution, steward.text, "steward") }
        if let institution = component.operator {
            require(.institution, institution.text, "operator")
        }
        check(subject: component.subject)
    }

    mutating func check(_ service: Service) {
        require(.institution, service.institution.text, "institution")
        for standard in service.standards { require(.standard, standard.text, "standards") }
        check(subject: service.subject)
        if let institution = view.register.institutions
            .version(of: service.institution.text, at: view.instant)?.value,
            !institution.subsystems.contains(service.subsystem)
        {
            invalid(
                "subsystem",
                "institution `\(institution.id)` has no subsystem `\(service.subsystem)`",
                help: "list it under the institution's `subsystems`"
            )
        }
    }

    mutating func check(_ agreement: Agreement) {
        require(.institution, agreement.provider.text, "provider")
        require(.institution, agreement.consumer.text, "consumer")
        require(.service, agreement.service.text, "service")
        if let service = view.register.services
            .version(of: agreement.service.text, at: view.instant)?.value,
            service.institution != agreement.provider
        {
            invalid(
                "provider",
                "service `\(service.id)` is provided by `\(service.institution)`, "
                    + "not by `\(agreement.provider)`"
            )
        }
        if agreement.provider == agreement.consumer {
            invalid("consumer", "provider and consumer of \(item) are the same institution")
        }
    }

    mutating func check(_ rule: Rule) {
        for safeguard in rule.safeguards { require(.safeguard, safeguard.text, "safeguards") }
        check(subject: rule.subject)
    }
}
