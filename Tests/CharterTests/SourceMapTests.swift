import Charter
import Governance
import Testing

@Suite struct `The source map` {
    private let text = """
        articles:
          - {id: a, title: T}
        bodies:
          - id: council
            name: {en: Council, es: Consejo}
            seats:
              - id: chair
                office: minister
              - {id: second, office: mayor}
            procedures:
              ordinary: p

        """

    @Test(arguments: [
        (nil, "4:5"), ("id", "4:9"), ("name", "5:11"), ("name.es", "5:29"), ("seats", "7:7"),
        ("seats[0]", "7:9"), ("seats[1].office", "9:30"), ("procedures.ordinary", "11:17"),
        ("from", "4:5"), ("seats[9].office", "7:7"), ("seats[x", "7:7"),
    ])
    func `knows where members stand`(field: String?, place: String) throws {
        let sources = try read(text).sources

        let position = sources.position(
            of: ItemReference(kind: .body, key: "council"),
            field: field
        )

        #expect(position?.description == "items.yaml:" + place)
    }

    @Test func `knows where the head stands`() throws {
        let sources = try read(text).sources

        #expect(sources.position(of: nil)?.description == "charter.yaml:2:3")
        #expect(sources.position(of: nil, field: "instance")?.description == "charter.yaml:4:13")
    }

    @Test func `does not know items that the charter lacks`() throws {
        let sources = try read(text).sources

        #expect(sources.position(of: ItemReference(kind: .body, key: "other")) == nil)
    }

    @Test func `shows lines without their ends`() throws {
        let sources = try read("articles:\r\n  - {id: a, title: T}").sources

        #expect(sources.line(1, of: "items.yaml") == "articles:")
        #expect(sources.line(2, of: "items.yaml") == "  - {id: a, title: T}")
        #expect(sources.line(3, of: "items.yaml") == nil)
        #expect(sources.line(0, of: "items.yaml") == nil)
        #expect(sources.line(1, of: "other.yaml") == nil)
    }

    @Test func `counts columns in scalars`() throws {
        let sources = try read("articles:\n  - {text: \"é🙂ñ\", id: a, title: T}\n").sources

        let position = sources.position(
            of: ItemReference(kind: .article, key: "a"),
            field: "id"
        )

        #expect(position == SourcePosition(file: "items.yaml", line: 2, column: 23))
    }
}
