import CanonicalJSON
import Governance

/// The holders of each function on a subject at a moment.
struct WhoAnswer {
    let subject: SubjectPath
    let view: RegisterView
    /// Whether a declared subject covers the one that was asked for.
    let isDeclared: Bool
    /// The mandates for each function, the most specific ones first.
    let functions: [(function: Function, mandates: [Mandate])]

    init(_ subject: SubjectPath, in view: RegisterView) {
        self.subject = subject
        self.view = view
        isDeclared = subject.selfAndAncestors.contains { path in
            view.register.has(ItemReference(kind: .subject, key: path.text), at: view.instant)
        }
        functions = Function.allCases.map { ($0, view.mandates(to: $0, on: subject)) }
    }

    /// Whether a mandate counts: of mandates to decide the most specific ones alone do.
    func counts(_ mandate: Mandate) -> Bool {
        mandate.function != .decide
            || view.mostSpecificMandates(to: .decide, on: subject).contains(mandate)
    }

    var text: String {
        var text = "\(subject) on \(view.instant.dateText)\n"
        if !isDeclared {
            text += "  no declared subject covers it" + suggestion + "\n"
        }
        for (function, mandates) in functions {
            text += "\n  \(function.rawValue)\n"
            if mandates.isEmpty { text += "    nobody\n" }
            for mandate in mandates { text += line(for: mandate) }
        }
        return text
    }

    private var suggestion: String {
        Spelling.nearest(to: subject.text, among: view.register.subjects.keys)
            .map { "; did you mean `\($0)`?" } ?? ""
    }

    private func line(for mandate: Mandate) -> String {
        var line = "    \(holderText(of: mandate))"
        if !counts(mandate) { line += ", which gives way to the more specific mandate" }
        line += "\n      mandate `\(mandate.id)` on `\(mandate.subject)`"
        if mandate.exclusive { line += ", exclusive" }
        if mandate.function == .decide { line += ", up to \(mandate.rankLimit.rawValue)" }
        if let until = mandate.until { line += ", until \(until.dateText)" }
        line += "\n      " + sources(of: mandate) + "\n"
        return line
    }

    private func holderText(of mandate: Mandate) -> String {
        guard let holder = mandate.holder else { return "no holder" }
        let name: LocalizedText? =
            switch holder {
            case .institution(let id): view.inForce(id.text, in: \.institutions)?.name
            case .body(let id): view.inForce(id.text, in: \.bodies)?.name
            }
        return name.map { "\($0.english) (\(holder))" } ?? "\(holder), which is not in force"
    }

    private func sources(of mandate: Mandate) -> String {
        var parts: [String] = []
        if let source = mandate.legalSource { parts.append(source) }
        if let article = mandate.article { parts.append("charter article `\(article)`") }
        if let source = mandate.delegatedFrom { parts.append("delegated from `\(source)`") }
        if let act = act(behind: mandate) { parts.append("act `\(act)`") }
        return parts.isEmpty ? "no legal source is given" : "by " + parts.joined(separator: "; ")
    }

    private func act(behind mandate: Mandate) -> ActID? {
        view.register.mandates
            .version(of: mandate.id.text, at: view.instant, recordedBy: view.position)?.act
    }

    var json: JSON {
        .object([
            "report": "who",
            "version": 1,
            "subject": .string(subject.text),
            "as_of": .string(view.instant.description),
            "declared": .bool(isDeclared),
            "functions": .array(
                functions.map { function, mandates in
                    .object([
                        "function": .string(function.rawValue),
                        "holders": .array(mandates.map(json)),
                    ])
                }
            ),
        ])
    }

    private func json(of mandate: Mandate) -> JSON {
        var object: JSONObject = [:]
        if let holder = mandate.holder {
            let kind = if case .body = holder { "body" } else { "institution" }
            object[kind] = .string(holder.description)
        }
        object["mandate"] = .string(mandate.id.text)
        object["subject"] = .string(mandate.subject.text)
        object["counts"] = .bool(counts(mandate))
        object["exclusive"] = .bool(mandate.exclusive)
        if let source = mandate.legalSource { object["legal_source"] = .string(source) }
        if let article = mandate.article { object["article"] = .string(article.text) }
        if let source = mandate.delegatedFrom { object["delegated_from"] = .string(source.text) }
        if let act = act(behind: mandate) { object["act"] = .string(act.text) }
        if let until = mandate.until { object["until"] = .string(until.description) }
        return .object(object)
    }
}
