extension CharterGenerator {
    func procedures() -> Section {
        var section = Section("procedures")
        for body in 0..<options.bodies {
            let threshold = ["more than 1/2 of present", "at least 2/3 of fixed"][body % 2]
            section.add([
                "id": name("ordinary", body),
                "name": "Ordinary decision of body \(body)",
                "proposers": "seats",
                "notice": "7 days",
                "quorum": "at least 3/5 of fixed",
                "rounds": "[{threshold: \(threshold), window: 7 days}]",
                "standstill": "2 days",
            ])
        }
        return section
    }

    func bodies() -> Section {
        var section = Section("bodies")
        for body in 0..<options.bodies {
            let seats = (0..<5).map { seat in
                let office = name("head", (body * 5 + seat) % options.institutions)
                return "{id: s\(seat), office: \(office)}"
            }
            section.add([
                "id": name("b", body),
                "name": "Body \(body)",
                "seats": "[\(seats.joined(separator: ", "))]",
                "procedures": "{ordinary: \(name("ordinary", body))}",
                "from": "\"2026-01-01\"",
            ])
        }
        return section
    }

    /// The institution that operates the sector of a body.
    func operatorOfSector(_ body: Int) -> String { name("i", body % options.institutions) }

    /// Four mandates for each sector, two for the whole, and the rest on topics of the sectors.
    func mandates() -> Section {
        var section = Section("mandates")
        addMandate(to: &section, "decide-governance", .body(0), "decide", "governance")
        addMandate(to: &section, "decide-exchange", .body(0), "decide", "exchange")
        for body in 0..<options.bodies {
            let sector = name("sector", body)
            let holders: [(String, Holder)] = [
                ("decide", .body(body)), ("operate", .institution(body)),
                ("supervise", .institution(body + 1)), ("fund", .institution(body + 2)),
            ]
            for (function, holder) in holders {
                let id = name(function, body)
                addMandate(to: &section, id, holder, function, sector, delegable: true)
            }
        }
        var random = random(2)
        for number in 0..<(options.mandates - options.fewestMandates) {
            addTopic(number, to: &section, &random)
        }
        return section
    }

    private enum Holder {
        case body(Int)
        case institution(Int)
    }

    /// One more mandate on a topic of its own, by turns delegated, shared and advisory.
    private func addTopic(_ number: Int, to section: inout Section, _ random: inout SplitMix64) {
        let body = number % options.bodies
        let topic = number / options.bodies + 1
        let subject = "\(name("sector", body))/topic-\(topic)"
        let id = name("topic", number)
        let supervisor = (body + 1) % options.institutions
        let other = Int.random(in: 1..<options.institutions, using: &random)
        // Never the supervisor, as it may not operate.
        let institution = (supervisor + other) % options.institutions
        switch topic % 4 {
        case 1 where options.bodies > 1:
            let holder = Holder.body((body + 1) % options.bodies)
            let source = name("decide", body)
            addMandate(to: &section, id, holder, "decide", subject, delegatedFrom: source)
        case 2:
            let source = name("operate", body)
            let holder = Holder.institution(institution)
            addMandate(to: &section, id, holder, "operate", subject, delegatedFrom: source)
        case 3:
            addMandate(to: &section, id, .institution(institution), "maintain", subject)
        default:
            addMandate(to: &section, id, .institution(institution), "advise", subject)
        }
    }

    private func addMandate(
        to section: inout Section,
        _ id: String,
        _ holder: Holder,
        _ function: String,
        _ subject: String,
        delegable: Bool = false,
        delegatedFrom: String? = nil
    ) {
        var body: String?
        var institution: String?
        switch holder {
        case .body(let number): body = name("b", number)
        case .institution(let number):
            institution = name("i", number % options.institutions)
        }
        let shared = function == "maintain" || function == "advise"
        section.add([
            "id": id,
            "body": body,
            "institution": institution,
            "function": function,
            "subject": subject,
            "exclusive": shared ? nil : "true",
            "rank": function == "decide" ? "regulation" : nil,
            "legal_source": "\"Law 1/2026, art. \(section.items.count % 10 + 1)\"",
            "article": "art-\(section.items.count % 10 + 1)",
            "delegable": delegable ? "true" : nil,
            "delegated_from": delegatedFrom,
            "from": "\"2026-01-01\"",
            "until": "\"2036-01-01\"",
        ])
    }
}
