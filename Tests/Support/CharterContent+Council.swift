public import Governance

extension CharterContent {
    /// A small charter: one body, `council`, that decides on `policy` and `governance`.
    ///
    /// Seat `s1` is filled by office `chair1`, held by official `o1` of institution `i1`, and so on.
    /// The council follows `procedure` for the class `ordinary`.
    ///
    /// - Parameters:
    ///   - seats: how many seats there are.
    ///   - vacant: how many of the last seats have an office that nobody holds.
    ///   - procedure: how the council decides.
    ///   - more: items added to the charter.
    /// - Returns: the charter.
    public static func council(
        seats: Int = 3,
        vacant: Int = 0,
        procedure: Procedure = .majority(),
        more: [Item] = []
    ) -> CharterContent {
        let numbers = Array(1...seats)
        let people = numbers.flatMap { number -> [Item] in
            let office = Office(
                id: named("chair", number),
                institution: named("i", number),
                title: "Chair"
            )
            let official = Official(
                id: named("o", number),
                name: "Official \(number)",
                office: office.id,
                keys: [Actor(named("o", number)).officialKey()]
            )
            let institution = Institution(
                id: named("i", number),
                name: LocalizedText("Institution \(number)"),
                memberClass: "GOV"
            )
            let filled: [Item] = number > seats - vacant ? [] : [.official(official)]
            return [.institution(institution), .office(office)] + filled
        }
        let body = Body(
            id: "council",
            name: "Council",
            seats: numbers.map { Seat(id: named("s", $0), office: named("chair", $0)) },
            procedures: ["ordinary": procedure.id]
        )
        let frame: [Item] = [
            .article(Article(id: "art-1", title: "The council")),
            .subject(Subject(path: "policy", name: "Policy")),
            .subject(Subject(path: "governance", name: "Governance")),
            .procedure(procedure),
            .body(body),
        ]
        return CharterContent(
            charter: CharterHead(id: "test", name: "Test", instance: "TEST"),
            items: frame + people + ["policy", "governance"].map(mandate) + more
        )
    }

    private static func mandate(on subject: SubjectPath) -> Item {
        .mandate(
            Mandate(
                id: Identifier(stringLiteral: "council-decides-\(subject)"),
                holder: .body("council"),
                function: .decide,
                subject: subject,
                exclusive: true,
                rank: .law,
                article: "art-1",
                delegable: true
            )
        )
    }

    private static func named<T>(_ prefix: String, _ number: Int) -> Identifier<T> {
        Identifier(stringLiteral: "\(prefix)\(number)")
    }
}

extension Procedure {
    /// A procedure named `ordinary`: one round of seven days, without notice or consultation.
    public static func majority(
        _ threshold: Share = "more than 1/2 of cast",
        quorum: Share? = nil
    ) -> Procedure {
        Procedure(
            id: "ordinary",
            name: "Ordinary",
            proposers: .seats,
            quorum: quorum,
            rounds: [Round(threshold: threshold, window: "7 days")]
        )
    }
}

extension ProposalText {
    /// A proposal to the ``CharterContent/council(seats:vacant:procedure:more:)``.
    public static func motion(
        _ proposal: ProposalID = "p1",
        to body: BodyID = "council",
        class: ProposalClass = "ordinary",
        rank: Rank = .regulation,
        title: String = "A motion",
        effects: [Effect] = [],
        consentOf: [SeatID] = [],
        effective: Instant? = nil
    ) -> ProposalText {
        ProposalText(
            proposal: proposal,
            body: body,
            class: `class`,
            rank: rank,
            title: title,
            effects: effects,
            consentOf: consentOf,
            effective: effective
        )
    }
}
