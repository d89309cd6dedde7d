import CanonicalJSON
import Governance
import Testing

@testable import Charter

@Suite struct `Member names` {
    @Test(arguments: ItemKind.allCases)
    func `are those that complete items have`(kind: ItemKind) throws {
        let document = try read(
            `Constructs of the charter format`.complete,
            cedar: [`Constructs of the charter format`.cedar]
        )
        let items = document.content.items.filter { $0.kind == kind }

        var own: Set<String> = []
        var nested: [String: Set<String>] = [:]
        for item in items {
            let json = try JSONTreeEncoder().encode(item)[kind.rawValue]?.objectValue
            for (key, value) in try #require(json) {
                own.insert(key)
                for element in value.arrayValue ?? [] {
                    for (key2, _) in element.objectValue ?? [:] {
                        nested[key, default: []].insert(key2)
                    }
                }
            }
        }

        let names = MemberNames.of(kind)
        #expect(Set(names.own) == own)
        #expect(names.nested.mapValues(Set.init) == nested)
    }

    @Test func `of the head are those that a complete head has`() throws {
        let head = CharterHead(
            id: try #require(RegisterID("a")),
            name: "A",
            instance: "A",
            version: "1",
            fiscalYearStart: "01-01",
            steward: InstitutionID("b")
        )

        let members = try #require(try JSONTreeEncoder().encode(head).objectValue)

        #expect(Set(members.keys) == Set(MemberNames.head.own))
    }

    @Test func `of values with few choices are complete`() {
        let names = MemberNames.of(.mandate)

        #expect(names.choices(for: [.key("function")]) == Function.allCases.map(\.rawValue))
        #expect(names.choices(for: [.key("rank")]) == Rank.allCases.map(\.rawValue))
        for status in names.choices(for: [.key("status")]) {
            #expect(Standard.Status(rawValue: status) != nil)
        }
        for proposers in names.choices(for: [.key("proposers")]) {
            #expect(Procedure.Proposers(rawValue: proposers) != nil)
        }
    }
}
