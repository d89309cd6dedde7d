import Charter
import Checks
import Governance
import TestSupport
import Testing

/// What the checks say of the charters under `Examples`.
@Suite
struct `The findings on example charters` {
    @Test(arguments: CostaVerde.moments)
    func `are none for Costa Verde`(at time: Instant) throws {
        let document = try document(of: "costa-verde")
        let view = RegisterView(Register(drafting: document.content), at: time)

        let report = CheckReport(of: view, sources: document.sources)

        #expect(report.findings.map(\.message).isEmpty)
    }

    @Test func `tell that one vote carries where publiccode.yml has no quorum`() throws {
        let findings = try findings(on: charter(of: "bodies/publiccode-yml"))

        #expect(findings.map(\.code) == ["H002", "H002", "H002"])
        #expect(
            Set(findings.flatMap(\.related).map(\.key))
                == ["change", "breaking-change", "country-section"]
        )
    }

    @Test func `are none for Kubernetes with two seats for one employer`() throws {
        #expect(try findings(on: charter(of: "bodies/kubernetes-steering")).isEmpty)
    }

    @Test func `tell that one employer has three of seven seats`() throws {
        var content = try charter(of: "bodies/kubernetes-steering")
        content.items = content.items.map { item in
            guard case .office(let office) = item, office.id == "member-3" else { return item }
            return .office(Office(id: office.id, institution: "employer-a", title: office.title))
        }

        let findings = findings(on: content)

        #expect(findings.map(\.code) == ["H003"])
        #expect(findings.first?.item == ItemReference(kind: .body, key: "steering-committee"))
        #expect(findings.first?.related.map(\.key) == ["employer-a"])
    }

    private func findings(on content: CharterContent) -> [Finding] {
        CheckReport(of: RegisterView(Register(drafting: content), at: "2026-02-01")).findings
    }
}
