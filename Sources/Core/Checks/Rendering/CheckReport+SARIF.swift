public import CanonicalJSON
public import Charter
internal import Governance

extension CheckReport {
    /// The report as a SARIF log (OASIS SARIF 2.1.0), for code review and editors.
    ///
    /// - Parameter documentation: the address under which the pages of docs/ are published, with a
    ///   final `/`; SARIF asks for an absolute one (section 3.49.12). Without it the addresses of
    ///   pages are relative to the source of Cabildo.
    /// - Returns: the log.
    public func sarif(documentation: String = "") -> JSON {
        var indexes: [String: Int] = [:]
        for (index, check) in Check.all.enumerated() { indexes[check.code] = index }
        return SARIF.log(
            rules: Check.all.map { rule(of: $0, documentation) },
            results: findings.map { result(of: $0, index: indexes[$0.code]) },
            documentation: documentation
        )
    }

    /// What a check is (section 3.49).
    private func rule(of check: Check, _ documentation: String) -> JSON {
        .object([
            "id": .string(check.code),
            "shortDescription": SARIF.text(check.title),
            "fullDescription": SARIF.text("\(check.title): \(check.why)"),
            "help": SARIF.text("see \(check.page)"),
            "helpUri": .string(documentation + check.page),
            "defaultConfiguration": .object(["level": .string(check.severity.rawValue)]),
        ])
    }

    /// One finding (section 3.27).
    private func result(of finding: Finding, index: Int?) -> JSON {
        var result: JSONObject = ["ruleId": .string(finding.code)]
        if let index { result["ruleIndex"] = .integer(Int64(index)) }
        result["level"] = .string(finding.severity.rawValue)
        result["message"] = SARIF.text("\(finding.message). To mend it: \(finding.mend)")
        result["locations"] = .array([location(of: finding)])
        let related = finding.related.compactMap { item -> JSON? in
            guard let place = sources?.position(of: item) else { return nil }
            return .object([
                "physicalLocation": SARIF.physicalLocation(place),
                "message": SARIF.text(item.description),
            ])
        }
        if !related.isEmpty { result["relatedLocations"] = .array(related) }
        if let waiver = finding.waiver, let until = finding.waivedUntil {
            let reason = "waiver `\(waiver)` until \(until.dateText)"
            result["suppressions"] = .array([
                .object(["kind": "external", "justification": .string(reason)])
            ])
        }
        return .object(result)
    }

    /// A place in a file where there is one, and the item by name (section 3.28, section 3.33).
    private func location(of finding: Finding) -> JSON {
        var location: JSONObject = [:]
        if let place = finding.location {
            location["physicalLocation"] = SARIF.physicalLocation(place)
        }
        let name = finding.item.map { "\($0.kind.rawValue)/\($0.key)" } ?? "charter"
        location["logicalLocations"] = .array([
            .object(["fullyQualifiedName": .string(name), "kind": "declaration"])
        ])
        return .object(location)
    }
}

extension CharterProblems {
    /// The problems as a SARIF log (OASIS SARIF 2.1.0).
    public func sarif(documentation: String = "") -> JSON {
        let codes = Set(problems.map(\.code.rawValue)).sorted()
        let rules = codes.map { code in
            JSON.object([
                "id": .string(code), "helpUri": .string(documentation + "docs/charter.md#errors"),
            ])
        }
        let results = problems.map { problem -> JSON in
            var result: JSONObject = [
                "ruleId": .string(problem.code.rawValue),
                "level": "error",
                "message": SARIF.text(
                    problem.reason + (problem.help.map { ". To mend it: \($0)" } ?? "")
                ),
            ]
            if let position = problem.position {
                result["locations"] = .array([
                    .object(["physicalLocation": SARIF.physicalLocation(position)])
                ])
            }
            return .object(result)
        }
        return SARIF.log(rules: rules, results: results, documentation: documentation)
    }
}
