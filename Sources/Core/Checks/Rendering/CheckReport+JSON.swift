public import CanonicalJSON
public import Charter
internal import Governance

extension CheckReport {
    /// The report as JSON, for programs; docs/checks/README.md describes it.
    public func json() -> JSON {
        var root: JSONObject = [
            "report": "check",
            "version": 1,
            "as_of": .string(asOf.description),
        ]
        if let register { root["register"] = .string(register.text) }
        root["summary"] = .object([
            "errors": .integer(Int64(count(.error))),
            "warnings": .integer(Int64(count(.warning))),
            "notes": .integer(Int64(count(.note))),
            "waived": .integer(Int64(findings.count { $0.waiver != nil })),
        ])
        root["findings"] = .array(findings.map(json))
        return .object(root)
    }

    private func json(of finding: Finding) -> JSON {
        var object: JSONObject = [
            "code": .string(finding.code),
            "severity": .string(finding.severity.rawValue),
        ]
        if let item = finding.item { object["item"] = item.json }
        if let field = finding.field { object["field"] = .string(field) }
        object["message"] = .string(finding.message)
        object["why"] = .string(finding.why)
        object["mend"] = .string(finding.mend)
        if let page = Check.named(finding.code)?.page { object["page"] = .string(page) }
        if let location = finding.location { object["location"] = location.json }
        if !finding.related.isEmpty {
            object["related"] = .array(
                finding.related.map { related in
                    guard case .object(var members) = related.json,
                        let place = sources?.position(of: related)
                    else { return related.json }
                    members["location"] = place.json
                    return .object(members)
                }
            )
        }
        if let waiver = finding.waiver, let until = finding.waivedUntil {
            object["waived"] = .object([
                "waiver": .string(waiver.text), "until": .string(until.description),
            ])
        }
        return .object(object)
    }
}

extension CharterProblems {
    /// The problems as JSON, for programs; docs/checks/README.md describes it.
    public func json() -> JSON {
        let problems = problems.map { problem -> JSON in
            var object: JSONObject = [
                "code": .string(problem.code.rawValue),
                "message": .string(problem.reason),
            ]
            if let help = problem.help { object["mend"] = .string(help) }
            if let position = problem.position { object["location"] = position.json }
            return .object(object)
        }
        return .object(["report": "unusable", "version": 1, "problems": .array(problems)])
    }
}

extension ItemReference {
    fileprivate var json: JSON {
        .object(["kind": .string(kind.rawValue), "key": .string(key)])
    }
}

extension SourcePosition {
    fileprivate var json: JSON {
        .object([
            "file": .string(file),
            "line": .integer(Int64(line)),
            "column": .integer(Int64(column)),
        ])
    }
}
