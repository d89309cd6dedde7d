internal import Cedar

extension RuleBook {
    /// Rules on a call on the exchange.
    ///
    /// Everything must hold: the service and the client are in the register, an agreement between
    /// the two institutions is in force and covers the purpose, a rule in force permits the call,
    /// none forbids it, and no rule that forbids failed (what fails, fails closed).
    public func rule(on question: ExchangeQuestion) -> Ruling {
        switch preparation(of: question) {
        case .denied(let ruling): ruling
        case .asks(let service, let agreement): evaluate(question, service, under: agreement)
        }
    }

    /// What is known of a call before the rules are asked.
    enum Preparation {
        /// It is denied whatever the rules say.
        case denied(Ruling)
        /// It is for the rules.
        case asks(Service, PreparedAgreement)
    }

    func preparation(of question: ExchangeQuestion) -> Preparation {
        guard
            let institution = view.inForce(question.consumer.text, in: \.institutions),
            institution.subsystems.contains(question.subsystem)
        else {
            return .denied(
                deny(
                    .unknownClient,
                    question,
                    "`\(question.consumer)/\(question.subsystem)` is not a client in the register"
                )
            )
        }
        guard let service = view.inForce(question.service.text, in: \.services) else {
            return .denied(
                deny(
                    .unknownService,
                    question,
                    "no service `\(question.service)` is in force"
                )
            )
        }
        let key = AgreementKey(consumer: question.consumer, service: question.service)
        let candidates = agreements[key] ?? []
        guard let agreement = candidates.first(where: { covers($0, question) }) ?? candidates.first
        else {
            return .denied(denyWithoutAgreement(question, service))
        }
        if let denial = denial(by: agreement, question, service) { return .denied(denial) }
        return .asks(service, agreement)
    }

    private func covers(_ agreement: PreparedAgreement, _ question: ExchangeQuestion) -> Bool {
        agreement.cited.state == .inForce
            && (question.purpose == nil || question.purpose == agreement.agreement.purpose)
    }

    private func denyWithoutAgreement(
        _ question: ExchangeQuestion,
        _ service: Service
    ) -> Ruling {
        let hasRule = inForce.permittedSubjects.contains { $0.covers(service.subject) }
        return deny(
            .noAgreement,
            question,
            "no agreement\(hasRule ? "" : " and no rule") lets `\(question.consumer)` call "
                + "service `\(service.id)` of `\(service.institution)`",
            service: service
        )
    }

    private func denial(
        by agreement: PreparedAgreement,
        _ question: ExchangeQuestion,
        _ service: Service
    ) -> Ruling? {
        let id = agreement.agreement.id
        let code: Ruling.Code
        let sentence: String
        switch agreement.cited.state {
        case .inForce:
            guard let purpose = question.purpose, purpose != agreement.agreement.purpose else {
                return nil
            }
            code = .purposeNotCovered
            sentence = "agreement `\(id)` does not cover the purpose that was stated"
        case .notYetInForce:
            code = .agreementNotYetInForce
            sentence = "agreement `\(id)` is not yet in force"
        case .expired:
            code = .agreementExpired
            let date = agreement.agreement.until.map { " on \($0.dateText)" } ?? ""
            sentence = "agreement `\(id)` expired\(date)"
        case .ended, .unknown:
            code = .agreementEnded
            sentence = "agreement `\(id)` was ended by an act"
        }
        return deny(code, question, sentence, agreement: agreement, service: service)
    }

    private func evaluate(
        _ question: ExchangeQuestion,
        _ service: Service,
        under agreement: PreparedAgreement
    ) -> Ruling {
        let request = request(question, under: agreement)
        let response = inForce.policies.authorize(request)
        if let failed = response.errors.first(where: { $0.effect == .forbid }) {
            return deny(
                .ruleFailed,
                question,
                "a rule that may forbid the call could not be evaluated",
                rules: inForce.quotations(of: [failed.policyID]),
                agreement: agreement,
                service: service
            )
        }
        let deciding = inForce.quotations(of: response.determining)
        if response.decision == .allow {
            return ruling(
                .permit,
                .permitted,
                question,
                "permitted under agreement `\(agreement.agreement.id)`",
                rules: deciding,
                agreement: agreement
            )
        }
        guard deciding.isEmpty else {
            return deny(
                .forbidden,
                question,
                "a rule in force forbids the call",
                rules: deciding,
                agreement: agreement,
                service: service
            )
        }
        return denyWithoutRule(request, question, service, agreement)
    }

    /// The request in Cedar that a call makes under an agreement.
    func request(
        _ question: ExchangeQuestion,
        under agreement: PreparedAgreement
    ) -> Request {
        var members: [(String, Value)] = [
            ("at", .moment(question.at)),
            ("method", Value(question.method)),
            ("purpose", Value(question.purpose ?? agreement.agreement.purpose ?? "")),
            ("agreement", agreement.value),
            ("terms", agreement.terms),
        ]
        question.declared.add(to: &members)
        return Request(
            principal: RuleEntities.uid(question.subsystem, of: question.consumer),
            action: Self.reading.contains(question.method) ? Self.read : Self.write,
            resource: RuleEntities.uid(question.service),
            context: CedarRecord(members)
        )
    }

    /// Tells whether a rule that is not in force would have permitted the call.
    private func denyWithoutRule(
        _ request: Request,
        _ question: ExchangeQuestion,
        _ service: Service,
        _ agreement: PreparedAgreement
    ) -> Ruling {
        let response = dormant.policies.authorize(request)
        let would =
            response.decision == .allow ? dormant.quotations(of: response.determining) : []
        guard let first = would.first else {
            return deny(
                .noRule,
                question,
                "no rule in force permits the call",
                agreement: agreement,
                service: service
            )
        }
        let code: Ruling.Code
        switch first.rule.state {
        case .notYetInForce: code = .ruleNotYetInForce
        case .expired: code = .ruleExpired
        case .ended, .inForce, .unknown: code = .ruleRepealed
        }
        return deny(
            code,
            question,
            "rule `\(first.rule.id)` would permit the call but is \(first.rule.state.rawValue)",
            rules: would,
            agreement: agreement,
            service: service
        )
    }

    private func deny(
        _ code: Ruling.Code,
        _ question: ExchangeQuestion,
        _ sentence: String,
        rules: [CompiledRules.Quotation] = [],
        agreement: PreparedAgreement? = nil,
        service: Service? = nil
    ) -> Ruling {
        ruling(
            .deny,
            code,
            question,
            sentence,
            rules: rules,
            agreement: agreement,
            grantingBody: service.flatMap { view.competentBodies(on: $0.subject).first?.body }
        )
    }

    private func ruling(
        _ decision: Ruling.Decision,
        _ code: Ruling.Code,
        _ question: ExchangeQuestion,
        _ sentence: String,
        rules: [CompiledRules.Quotation],
        agreement: PreparedAgreement?,
        grantingBody: BodyID? = nil
    ) -> Ruling {
        var citations = rules.compactMap(\.citation)
        if let citation = agreement?.citation { citations.append(citation) }
        return Ruling(
            decision: decision,
            code: code,
            sentence: sentence,
            rules: rules.map(\.rule),
            agreement: agreement?.cited,
            citations: citations,
            grantingBody: grantingBody,
            register: mark,
            at: question.at
        )
    }

    private static let reading: Set<String> = ["GET", "HEAD", "OPTIONS"]
    private static let read = EntityUID(type: "Action", id: "read")
    private static let write = EntityUID(type: "Action", id: "write")
}
