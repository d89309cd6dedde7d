import Testing

@Suite
struct `The templates` {
    @Test func `escape everything and hold no script and no style`() throws {
        let all = try templates()

        #expect(all.count == 24)
        for (name, text) in all {
            #expect(!text.contains("{{{"), "\(name)")
            #expect(!text.contains("{{&"), "\(name)")
            #expect(!text.contains("CONTENT_TYPE"), "\(name)")
            #expect(!text.contains("<script"), "\(name)")
            #expect(text.firstMatch(of: /\s(style|on\w+)=/) == nil, "\(name)")
            #expect(
                text.firstMatch(of: /\s[a-z-]+=\{\{/) == nil,
                "\(name): an attribute without quotes"
            )
        }
    }
}
