internal import Governance

extension PageScope {
    /// What this is, in figures and with the latest decisions.
    func overviewPage() -> Page {
        let figures = [
            ("figure_institutions", view.inForce(\.institutions).count, "/who"),
            ("figure_bodies", view.inForce(\.bodies).count, "/bodies"),
            ("figure_acts", register.acts.count, "/decisions"),
            ("figure_rules", view.inForce(\.rules).count, "/rules"),
        ]
        let more = ["who", "decisions", "rules", "agreements", "bodies", "log"]
        return Page(
            template: "overview",
            title: register.head.map { text($0.name) } ?? words("site"),
            path: "/",
            fields: [
                "figures": figures.map { key, count, path -> Fields in
                    [
                        "figureName": words(key), "figureCount": String(count),
                        "figureHref": path + query,
                    ]
                },
                "latest": register.acts.suffix(5).reversed().map { row(of: $0) },
                "hasLatest": !register.acts.isEmpty,
                "steps": flowSteps(),
                "more": more.map { name -> Fields in
                    [
                        "moreHref": "/\(name)" + query, "moreName": words("nav_\(name)"),
                        "moreText": words("more_\(name)"),
                    ]
                },
            ]
        )
    }

    /// An act as a row of a list.
    func row(of act: Act) -> Fields {
        [
            "actID": act.id.text,
            "actHref": "/acts/\(act.id)" + query,
            "actTitle": act.title,
            "actBody": name(of: act.body),
            "actBodyHref": "/bodies/\(act.body)" + query,
            "actAdopted": date(act.adopted),
            "actEffective": date(act.effective),
        ]
    }

    /// The boxes of the picture of how a decision becomes a rule, 60 units apart.
    private func flowSteps() -> [Fields] {
        (1...5).map { number in
            let top = (number - 1) * 68 + 4
            return [
                "stepName": words("flow_\(number)"),
                "stepText": words("flow_\(number)_sub"),
                "stepNumber": String(number),
                "boxY": String(top),
                "circleY": String(top + 25),
                "numberY": String(top + 30),
                "nameY": String(top + 21),
                "textY": String(top + 40),
                "arrow": number == 5
                    ? false
                    : ["lineTop": String(top + 50), "lineEnd": String(top + 62)] as Fields,
            ]
        }
    }
}
