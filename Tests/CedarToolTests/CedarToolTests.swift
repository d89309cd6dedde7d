import CanonicalJSON
import Cedar
import Composition
import Foundation
import Testing

@Suite struct `Cedar diagnostics` {
    private func diagnostic(_ text: String) -> CedarDiagnostic? {
        let file = CedarFile(name: "p.cedar", bytes: Array(text.utf8))
        do {
            _ = try CedarDocuments.policies(file, .cedar)
            return nil
        } catch {
            return error
        }
    }

    @Test func `show the line with a caret, and help`() throws {
        let found = try #require(diagnostic("// one\npermit(principal,\taction)\n;"))
        #expect(
            found.text == """
                p.cedar:2:25: error[syntax]: expected `,` and `resource`, found `)`
                  2 | permit(principal, action)
                    |                         ^

                """
        )
        let helped = try #require(diagnostic("permit(principal,action,resource) when { 1 = 1 };"))
        #expect(helped.text.hasSuffix("  hint: equality is written `==`\n"))
    }

    @Test func `show a part of a long line, and nothing that moves the caret`() throws {
        let long = String(repeating: "é", count: 300)
        let text = "permit(principal,action,resource) when { \"\(long)\u{202E}e\u{301}\" = 1 };"
        let found = try #require(diagnostic(text))
        let lines = found.text.split(separator: "\n")
        let column = try #require(lines[2].firstIndex(of: "^"))
        let distance = lines[2].distance(from: lines[2].startIndex, to: column)
        #expect(Array(lines[1].unicodeScalars)[distance] == "=")
        #expect(lines[1].unicodeScalars.count < 120)
        #expect(!lines[1].unicodeScalars.contains("\u{202E}"))
    }

    @Test func `give programs the place and the code`() throws {
        let found = try #require(diagnostic("permit"))
        #expect(found.json["code"] == "syntax")
        #expect(found.json["line"] == 1)
        #expect(found.json["column"] == 7)
    }

    @Test func `tell where JSON is wrong`() throws {
        let file = CedarFile(name: "e.json", bytes: Array("[\n {]".utf8))
        do {
            _ = try CedarDocuments.entities(file, schema: nil)
            Issue.record("read")
        } catch {
            #expect(error.position?.description == "2:3")
        }
    }
}

@Suite struct `Cedar links` {
    private let set: PolicySet = {
        let text = #"@id("share") permit(principal == ?principal, action, resource in ?resource);"#
        return (try? PolicySet(parsing: text)) ?? PolicySet()
    }()

    @Test(arguments: ["policy0", "share"])
    func `name their template by its identifier or its annotation`(_ name: String) throws {
        var set = set
        let link = try CedarLink(
            template: name,
            id: "l",
            values: [
                "?principal": "User::\"a\"", "?resource": ["type": "Photo", "id": "p"],
            ]
        )
        try link.resolved(in: set).add(to: &set)
        #expect(set.policy("l")?.templateID == "policy0")
        #expect(try CedarLink(json: link.json) == link)
    }

    @Test(arguments: [
        ["?principal": "User::\"a\""] as JSON, [:], ["?action": "Action::\"a\""],
        ["?principal": "a", "?resource": "b"], ["?principal": 1], [],
    ])
    func `are refused where the slots do not fit`(_ values: JSON) {
        var set = set
        #expect(throws: (any Error).self) {
            try CedarLink(template: "policy0", id: "l", values: values).add(to: &set)
        }
    }

    @Test func `are refused under a name that is taken`() throws {
        var set = set
        let link = try CedarLink(
            template: "policy0",
            id: "policy0",
            values: ["?principal": "U::\"a\"", "?resource": "P::\"p\""]
        )
        #expect(throws: CedarError.self) { try link.add(to: &set) }
    }
}

@Suite struct `Cedar translation` {
    @Test func `keeps the order of numbered policies across templates`() throws {
        var text = ""
        for number in 0..<12 {
            text += "@n(\"\(number)\")\npermit ("
            text += number % 3 == 0 ? "principal == ?principal" : "principal"
            text += ", action, resource);\n"
        }
        let set = try PolicySet(parsing: text)
        let back = try PolicySet(json: set.json())
        let written = try CedarTranslation.text(of: back)
        #expect(try PolicySet(parsing: written) == set)
        #expect(CedarTranslation.keepsNames(back))
    }

    @Test func `refuses links and tells when names are lost`() throws {
        var set = PolicySet()
        try set.add(
            Policy(parsing: "permit(principal == ?principal,action,resource);", id: "t"),
            id: "t"
        )
        #expect(!CedarTranslation.keepsNames(set))
        try set.link(template: "t", id: "l", principal: EntityUID(type: "U", id: "a"))
        #expect(throws: CedarError.self) { try CedarTranslation.text(of: set) }
    }
}

@Suite struct `Entity graph` {
    private func graph(_ json: String) throws -> EntityGraph {
        try EntityGraph(Entities(json: CedarForms.json(json.utf8)))
    }

    private static let family = #"""
        [{"uid":{"type":"U","id":"<b>&\"'\u0001"},"attrs":{},"parents":[{"type":"G","id":"g"},{"type":"G","id":"h"}]},
         {"uid":{"type":"G","id":"g"},"attrs":{},"parents":[{"type":"G","id":"h"}]}]
        """#

    @Test func `puts each entity below all that it stands below`() throws {
        let layers = try graph(Self.family).json.arrayValue ?? []
        let found = layers.map { "\($0.at("uid").at("id").stringValue?.first ?? "?")" }
        #expect(found == ["g", "h", "<"])
        #expect(layers.map { $0.at("layer") } == [1, 0, 2])
        #expect(layers.map { $0.at("known") } == [true, false, true])
    }

    @Test func `escapes what it draws`() throws {
        let graph = try graph(Self.family)
        #expect(!graph.svg.contains("<b>") && graph.svg.contains("&lt;b&gt;&amp;"))
        #expect(!graph.svg.unicodeScalars.contains("\u{1}"))
        #expect(graph.dot.contains(#"label="U::\"<b>&\\\"'\\u{1}\"""#))
        #expect(graph.svg.contains("<title>G::&quot;h&quot; (only named as a parent)</title>"))
    }

    @Test func `draws nothing from nothing`() throws {
        #expect(try graph("[]").svg.contains("0 entities"))
        #expect(try graph("[]").dot.hasPrefix("digraph entities {"))
    }
}

@Suite struct `Cedar files` {
    private func withFolder(_ work: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("cedar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try work(folder.path)
    }

    @Test func `are replaced whole, with their rights, through links`() throws {
        try withFolder { folder in
            let path = "\(folder)/a.cedar"
            try CedarFile.replace(path, with: [1])
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/b.cedar",
                withDestinationPath: path
            )
            try CedarFile.replace("\(folder)/b.cedar", with: [2, 3])
            #expect(try CedarFile.read(path).bytes == [2, 3])
            let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect((rights as? NSNumber)?.intValue == 0o640)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        }
    }

    @Test func `are refused where there are none or they are folders`() throws {
        try withFolder { folder in
            #expect(throws: CedarToolError.self) { try CedarFile.read("\(folder)/none") }
            #expect(throws: CedarToolError.self) { try CedarFile.read(folder) }
            #expect(throws: CedarToolError.self) {
                try CedarFile.replace("\(folder)/none/a", with: [])
            }
        }
    }
}
