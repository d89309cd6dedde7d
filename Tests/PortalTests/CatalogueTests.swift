import CanonicalJSON
import Foundation
import Testing

@Suite
struct `The catalogues` {
    @Test func `have the same keys and places in all languages`() throws {
        let english = try catalogue("en")

        for language in languages {
            let other = try catalogue(language)
            #expect(Set(other.keys) == Set(english.keys), "\(language)")
            for (key, text) in other {
                #expect(!text.isEmpty, "\(language) \(key)")
                let places = Set(text.matches(of: /\{(\w+)\}/).map { String($0.1) })
                let expected = Set(
                    (english[key] ?? "").matches(of: /\{(\w+)\}/).map { String($0.1) }
                )
                #expect(places == expected, "\(language) \(key)")
            }
        }
    }

    @Test func `hold every key that a template names`() throws {
        let english = try catalogue("en")

        for (name, text) in try templates() {
            for match in text.matches(of: /\{\{t\.([\w.-]+)\}\}/) {
                #expect(english[String(match.1)] != nil, "\(name): \(match.1)")
            }
        }
    }

    private func catalogue(_ language: String) throws -> [String: String] {
        let file = portalSources.appendingPathComponent("strings/\(language).json")
        let json = try JSON(parsing: Array(Data(contentsOf: file)))
        let members = try #require(json.objectValue)
        return Dictionary(
            uniqueKeysWithValues: members.map { ($0.key, $0.value.stringValue ?? "") }
        )
    }
}

/// The templates by file name.
func templates() throws -> [(name: String, text: String)] {
    let folder = portalSources.appendingPathComponent("templates")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
        (name, try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
}
