import Foundation
import Testing

/// The Cedar commands of the built executable, with their exit statuses.
@Suite struct `Cedar commands` {
    private let executable: Executable
    private let folder: String

    init() throws {
        executable = try Executable.find()
        let url = URL(filePath: NSTemporaryDirectory()).appending(path: "cedar-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
        let files = [
            "p.cedar": """
            // Photos of friends.
            @id("view")
            permit(principal in Group::"friends", action == Action::"view", resource)
            when { context.age >= 18 }; // grown up
            @id("share")
            permit(principal == ?principal, action, resource);
            forbid(principal, action, resource) when { resource.private };

            """,
            "s.cedarschema": """
            entity Group; entity User in [Group]; entity Photo = {private: Bool};
            action view appliesTo {principal: User, resource: Photo, context: {age: Long}};
            """,
            "e.json": """
            [{"uid":{"type":"User","id":"a"},"attrs":{},"parents":[{"type":"Group","id":"friends"}]},
             {"uid":{"type":"Photo","id":"p"},"attrs":{"private":false},"parents":[]}]
            """,
            "c.json": #"{"age": 20}"#,
            "r.json": """
            {"principal":"User::\\"a\\"","action":"Action::\\"view\\"","resource":"Photo::\\"p\\"",
             "context":{"age":17}}
            """,
        ]
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
    }

    /// Runs a command; a word that begins with `@` is a file of the folder.
    private func run(_ words: String...) throws -> Executable.Run {
        try executable.run(
            ["cedar"] + words.map { $0.hasPrefix("@") ? "\(folder)/\($0.dropFirst())" : $0 }
        )
    }

    private func authorize(_ principal: String, _ more: String...) throws -> Executable.Run {
        try executable.run(
            [
                "cedar", "authorize", "--policies", "\(folder)/p.cedar", "--entities",
                "\(folder)/e.json", "--principal", principal, "--action", #"Action::"view""#,
                "--resource", #"Photo::"p""#,
            ] + more.map { $0.hasPrefix("@") ? "\(folder)/\($0.dropFirst())" : $0 }
        )
    }

    @Test func `decide with the statuses of the reference tool`() throws {
        let allowed = try authorize(#"User::"a""#, "--context", "@c.json")
        #expect(allowed.status == 0)
        #expect(allowed.output.hasPrefix("ALLOW\npermit by `policy0` @id(\"view\") at "))
        #expect(try authorize(#"User::"b""#, "--context", "@c.json").status == 2)
        let skipped = try authorize(#"User::"a""#, "--format", "json")
        #expect(skipped.status == 2)
        #expect(skipped.output.contains(#""kind": "attr_missing""#))
        let unfit = try authorize(#"User::"a""#, "--schema", "@s.cedarschema")
        #expect(unfit.status == 1)
        #expect(unfit.errors.contains("attribute `age` is missing"))
        #expect(try authorize("User::a").status == 1)
        let asked = try run(
            "authorize",
            "--policies",
            "@p.cedar",
            "--entities",
            "@e.json",
            "--request",
            "@r.json"
        )
        #expect(asked.status == 2)
        #expect(try run("authorize", "--nonsense").status == 64)
    }

    @Test func `validate with status 3 for what is not valid`() throws {
        let words = ["validate", "--schema", "@s.cedarschema", "--policies"]
        #expect(try run(words[0], words[1], words[2], words[3], "@p.cedar").status == 0)
        try "permit(principal,action,resource)\nwhen { context.agee > 1 };"
            .write(toFile: "\(folder)/bad.cedar", atomically: true, encoding: .utf8)
        let bad = try run(words[0], words[1], words[2], words[3], "@bad.cedar")
        #expect(bad.status == 3)
        #expect(bad.output.contains("bad.cedar:2:8: error[attribute_not_found]"))
        #expect(bad.output.contains("\n    |        ^\n"))
        #expect(try run(words[0], words[1], "@none", words[3], "@p.cedar").status == 1)
    }

    @Test func `format in place, once`() throws {
        #expect(try run("format", "--check", "@p.cedar").status == 1)
        #expect(try run("format", "--write", "@p.cedar").status == 0)
        #expect(try run("format", "--check", "@p.cedar").status == 0)
        let text = try String(contentsOfFile: "\(folder)/p.cedar", encoding: .utf8)
        #expect(text.hasPrefix("// Photos of friends.\n@id(\"view\")\npermit (\n"))
        #expect(text.contains("when { context.age >= 18 }; // grown up\n"))
    }

    @Test func `link into a file, unless the name is taken`() throws {
        let words = [
            "link", "--policies", "@p.cedar", "--template-id", "share", "--new-id", "one",
            "--arguments", #"{"?principal":"User::\"b\""}"#, "--links", "@l.json",
        ]
        func link() throws -> Int32 {
            try executable.run(
                ["cedar"]
                    + words.map { $0.hasPrefix("@") ? "\(folder)/\($0.dropFirst())" : $0 }
            ).status
        }
        #expect(try link() == 0)
        #expect(try link() == 1)
        let allowed = try authorize(#"User::"b""#, "--context", "@c.json", "--links", "@l.json")
        #expect(allowed.status == 0)
        #expect(allowed.output.contains("`one`, a link to `policy1`"))
    }

    @Test func `check, translate and draw`() throws {
        let checked = try run(
            "check-parse",
            "--policies",
            "@p.cedar",
            "--schema",
            "@s.cedarschema",
            "--entities",
            "@e.json",
            "--expression",
            "1 == 2"
        )
        #expect(checked.status == 0)
        #expect(checked.output.contains("p.cedar: 2 policies, 1 templates, 0 links\n"))
        #expect(try run("check-parse", "--expression", "1 = 2").status == 1)
        let json = try run("translate", "schema", "--direction", "cedar-to-json", "@s.cedarschema")
        #expect(json.status == 0)
        try json.output.write(toFile: "\(folder)/s.json", atomically: true, encoding: .utf8)
        let valid = try run("validate", "--schema", "@s.json", "--policies", "@p.cedar")
        #expect(valid.status == 0)
        let drawn = try run("visualize", "--entities", "@e.json", "--format", "svg")
        #expect(drawn.output.hasPrefix("<svg ") && drawn.output.hasSuffix("</svg>\n"))
        #expect(try run("batch").status == 0)
        #expect(try run("batch", "--mode", "expr").status == 1)
    }
}
