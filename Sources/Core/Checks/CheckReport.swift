public import Charter
public import Governance

/// The findings of all checks on a register at a moment.
public struct CheckReport: Sendable {
    /// The findings, in the order of their places, then of codes and items.
    public let findings: [Finding]
    /// The moment of which they are.
    public let asOf: Instant
    /// The register.
    public let register: RegisterID?
    /// Where the items stand, where the register comes from files.
    public let sources: SourceMap?

    /// Runs checks over a view of a register, or of the draft that a charter would found.
    ///
    /// - Parameters:
    ///   - view: the register and the moment.
    ///   - sources: where the items stand.
    ///   - checks: the checks to run.
    public init(
        of view: RegisterView,
        sources: SourceMap? = nil,
        checks: [Check] = Check.all
    ) {
        let premises = Premises(view)
        let waivers = Waivers(view)
        var findings: [Finding] = []
        for check in checks {
            for finding in check.run(CheckContext(check: check, premises: premises)) {
                var finding = finding
                if check.isWaivable { waivers.apply(to: &finding) }
                finding.location = sources.flatMap { finding.place(in: $0) }
                findings.append(finding)
            }
        }
        self.findings = findings.sorted(by: Finding.precedes)
        asOf = view.instant
        register = view.register.head?.id
        self.sources = sources
    }

    /// How many findings are of a severity.
    public func count(_ severity: Finding.Severity) -> Int {
        findings.count { $0.severity == severity }
    }

    /// Whether there is an error or a warning.
    public var hasFindings: Bool { findings.contains { $0.severity != .note } }

    /// The counts in words: `2 errors, 1 warning, no notes`.
    public var summary: String {
        Finding.Severity.allCases.map { severity in
            let count = count(severity)
            let plural = count == 1 ? "" : "s"
            return "\(count == 0 ? "no" : String(count)) \(severity.rawValue)\(plural)"
        }.joined(separator: ", ")
    }
}

extension Finding {
    /// Where the finding is in the files of a charter.
    func place(in sources: SourceMap) -> SourcePosition? {
        if let rulePlace, let item, let rule = RuleID(item.key),
            let file = sources.cedarFile(of: rule)
        {
            return SourcePosition(file: file, line: rulePlace.line, column: rulePlace.column)
        }
        return sources.position(of: item, field: field)
    }

    static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        switch (left.location, right.location) {
        case (let first?, let second?) where first != second: return first < second
        case (.some, nil): return true
        case (nil, .some): return false
        default: break
        }
        if left.code != right.code { return left.code < right.code }
        let (first, second) = (left.item?.key ?? "", right.item?.key ?? "")
        return (first, left.message) < (second, right.message)
    }
}
