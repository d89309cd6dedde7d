public import Charter
internal import Governance

extension CheckReport {
    /// The report as compilers write it, for people.
    ///
    /// Each finding has its place, the line with a mark, the framework item and the way to mend it.
    /// The last line counts the findings.
    ///
    /// - Parameter quiet: whether to leave out notes, excerpts and advice.
    /// - Returns: the text, with a line end at its end.
    public func text(quiet: Bool = false) -> String {
        var text = ""
        for finding in findings where !quiet || finding.severity != .note {
            text += headline(of: finding) + "\n"
            if !quiet { text += details(of: finding) + "\n" }
        }
        return text + summaryLine + "\n"
    }

    private var summaryLine: String {
        let files = sources.map { " in \($0.fileCount) \($0.fileCount == 1 ? "file" : "files")" }
        return "\(summary)\(files ?? "") as of \(asOf.dateText)"
    }

    private func headline(of finding: Finding) -> String {
        let place = finding.location.map { "\($0): " } ?? ""
        return "\(place)\(finding.severity.rawValue)[\(finding.code)]: \(finding.message)"
    }

    private func details(of finding: Finding) -> String {
        var text = ""
        if let location = finding.location,
            let line = sources?.line(location.line, of: location.file)
        {
            text += Excerpt.text(line, at: location)
        }
        text += "  why: \(finding.why)\n"
        text += "  mend: \(finding.mend)\n"
        if let waiver = finding.waiver, let until = finding.waivedUntil {
            text += "  waived until \(until.dateText) by waiver `\(waiver)`\n"
        }
        for related in finding.related.prefix(5) {
            guard let place = sources?.position(of: related) else { continue }
            text += "  see \(related) at \(place)\n"
        }
        return text
    }
}

extension CharterProblems {
    /// The problems as compilers write them, for people.
    public func text() -> String {
        var text = ""
        for problem in problems {
            let place = problem.position.map { "\($0): " } ?? ""
            text += "\(place)error[\(problem.code.rawValue)]: \(problem.reason)\n"
            if let position = problem.position, let line = problem.sourceLine {
                text += Excerpt.text(line, at: position)
            }
            if let help = problem.help { text += "  mend: \(help)\n" }
            text += "\n"
        }
        let count = problems.count
        return text + "the charter cannot be read: \(count) problem\(count == 1 ? "" : "s")\n"
    }
}
