import Charter
import Checks
import Governance
import Testing

/// A charter that no check finds fault with on 2026-06-01.
let soundCharter = """
    charter: {id: testland, name: Testland, instance: TL, fiscal_year_start: 04-01, steward: agency}
    articles:
      - {id: art-1, title: Founding}
    subjects:
      - {path: governance, name: Governance}
      - {path: identity, name: Identity, building_block: true}
    institutions:
      - {id: agency, name: Agency, member_class: GOV, subsystems: [main]}
      - {id: ministry, name: Ministry, member_class: GOV, subsystems: [main]}
      - {id: office, name: Audit Office, member_class: GOV}
    offices:
      - {id: director, institution: agency, title: Director}
      - {id: minister, institution: ministry, title: Minister}
      - {id: auditor, institution: office, title: Auditor}
    officials:
      - id: one
        name: One
        office: director
        keys:
          - {id: k, public_key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}
      - id: two
        name: Two
        office: minister
        keys:
          - {id: k, public_key: AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}
      - id: three
        name: Three
        office: auditor
        keys:
          - {id: k, public_key: AgECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=}
    procedures:
      - id: ordinary
        name: Ordinary
        quorum: at least 2/3 of fixed
        rounds: [{threshold: more than 1/2 of cast, window: 14 days}]
    bodies:
      - id: council
        name: Council
        seats:
          - {id: a, office: director}
          - {id: b, office: minister}
          - {id: c, office: auditor}
        procedures: {ordinary: ordinary}
        seats_per_institution: at least 1/3 of fixed
    mandates:
      - {id: m-gov, body: council, function: decide, subject: governance, article: art-1}
      - {id: m-id, body: council, function: decide, subject: identity, article: art-1}
      - id: m-op
        institution: agency
        function: operate
        subject: identity
        exclusive: true
        legal_source: Law 1/2025
        delegable: true
      - {id: m-sup, institution: office, function: supervise, subject: identity, article: art-1}
    safeguards:
      - {id: purpose, name: Purpose limitation}
    standards:
      - {id: rest, name: REST, version: "1", status: adopted, subject: identity}
    components:
      - id: register
        name: Register
        subject: identity
        maintainer: agency
        repository: https://code.example/r
        licence: EUPL-1.2
        funded_until: 2028-04-01
    services:
      - id: births
        institution: agency
        subsystem: main
        code: births
        name: Births
        subject: identity/births
        standards: [rest]
        data_categories: [name, birth date]
    agreements:
      - id: schools
        provider: agency
        consumer: ministry
        service: births
        purpose: Admission to school
        legal_basis: Law 2/2025
        data_categories: [name]
        until: 2028-01-01
    rules:
      - {id: rule, name: Rule, subject: identity, safeguards: [purpose], cedar: r.cedar, review: 2027-01-01}

    """

/// A change of the text of the sound charter.
struct Edit: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String

    /// Replaces `old` by `new`.
    init(_ old: String, _ new: String) {
        self.old = old
        self.new = new
    }

    /// Adds an item at the end of its list.
    static func add(_ list: String, _ item: String) -> Edit {
        Edit("\n\(list):\n", "\n\(list):\n  - \(item)\n")
    }

    /// Adds a list at the end.
    static func append(_ text: String) -> Edit {
        Edit("review: 2027-01-01}\n", "review: 2027-01-01}\n\(text)\n")
    }

    var testDescription: String { "\(old) → \(new)" }

    func applied(to text: String) throws -> String {
        let range = try #require(text.firstRange(of: old), "`\(old)` is not in the charter")
        return text.replacingCharacters(in: range, with: new)
    }
}

extension String {
    /// The range of the first place where `other` stands, by scalars.
    func firstRange(of other: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: other.utf8) {
                return start..<utf8.index(start, offsetBy: other.utf8.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }

    func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}

/// The report on the sound charter after changes.
func report(
    _ edits: [Edit] = [],
    asOf: String = "2026-06-01",
    cedar: String = "permit (principal, action, resource);\n"
) throws -> CheckReport {
    let text = try edits.reduce(soundCharter) { try $1.applied(to: $0) }
    let document = try CharterDocument(files: [
        CharterFile(path: "charter.yaml", bytes: Array(text.utf8)),
        CharterFile(path: "r.cedar", bytes: Array(cedar.utf8)),
    ])
    let instant = try #require(Instant(text: asOf))
    let view = RegisterView(Register(drafting: document.content), at: instant)
    return CheckReport(of: view, sources: document.sources)
}

/// The findings after changes, each as `code severity item`.
func findings(_ edits: [Edit], asOf: String = "2026-06-01") throws -> [String] {
    try report(edits, asOf: asOf).findings.map { finding in
        "\(finding.code) \(finding.severity.rawValue) \(finding.item?.key ?? "charter")"
    }.sorted()
}
