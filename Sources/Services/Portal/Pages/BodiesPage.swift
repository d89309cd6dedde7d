internal import Governance

extension PageScope {
    /// The bodies in existence at the moment.
    func bodiesPage() -> Page {
        let bodies = view.inForce(\.bodies)
        return Page(
            template: "bodies",
            title: words("nav_bodies"),
            path: "/bodies",
            fields: [
                "bodies": bodies.map { body -> Fields in
                    let seats = view.seats(of: body)
                    let filled = seats.count { $0.official != nil }
                    return [
                        "bodyName": text(body.name),
                        "bodyHref": link("/bodies/\(body.id)"),
                        "seatWords": words(
                            "seats_filled",
                            ["a": String(filled), "b": String(seats.count)]
                        ),
                        "seatClass": filled == seats.count ? "ok" : "gap",
                        "decides": decides(body.id),
                        "decidesNothing": decides(body.id).isEmpty,
                    ]
                },
                "hasBodies": !bodies.isEmpty,
            ]
        )
    }

    /// The subjects that a body decides on, with the highest instrument it may make.
    func decides(_ body: BodyID) -> [Fields] {
        view.mandates.filter {
            $0.function == .decide && $0.body == body && $0.period.contains(view.instant)
        }.map { mandate in
            [
                "decidesName": name(of: mandate.subject),
                "decidesHref": link("/who/\(mandate.subject)"),
                "decidesRank": words("rank_\(mandate.rankLimit.rawValue)"),
                "decidesSource": mandate.legalSource ?? words("no_source"),
            ]
        }
    }
}
