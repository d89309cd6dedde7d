import Testing

@testable import Cedar

@Suite struct `Policy texts` {
    @Test(arguments: [
        "1 < 2 < 3", "!!!!!true", "-----1 == 1", "5 / 2 == 1", "5 % 2 == 1", "'a' == 1",
        "/* c */ true", #""\q" == 1"#, #""\xff" == 1"#, #""\u{110000}" == 1"#,
        #""\u{d800}" == 1"#, #""\u{}" == 1"#, #""\u{_1}" == 1"#, #""\*" == 1"#, "context has if",
        "context.if == 1", "{if:1} == 1", "{a:1,a:2} == 1", #"{a:1,"\u{61}":2} == 1"#,
        #"isIpv4(ip("::1"))"#, #""1.1.1.1".ip() == 1"#, "principal == ?principal", "foo", "User",
        "foo(1)", "ip", "principal()", "1 = 1", "1 < if true then 1 else 2",
        "true && if true then true else false", "9223372036854775808 == 1", "", "[1,,2] == 1",
        "context[principal] == 1", "principal is if", #"if::"a" == principal"#,
        #"__cedar::"a" == principal"#, "principal.__cedar == 1", #"[1].contains(1,2)"#,
        "[1].isEmpty(1)", #"principal.getTag() == 1"#, "\"a\rb\" == 1", "\"a\\\nb\" == 1",
    ])
    func `refuse a malformed expression`(_ expression: String) {
        #expect(policyError("permit(principal,action,resource) when { \(expression) };") != nil)
    }

    @Test(arguments: [
        "permit(principal,action);", #"permit(principal in [User::"a"],action,resource);"#,
        #"permit(principal,action == User::"a",resource);"#, "permit(principal,action,resource)",
        "permit(principal,action,resource);;", "@a @a permit(principal,action,resource);",
        "@a() permit(principal,action,resource);", "permit(principal,action,resource) when {};",
        "permit(action,principal,resource);", "allow(principal,action,resource);",
        "permit(principal,action == ?action,resource);",
        "permit(principal == ?resource,action,resource);",
        #"permit(principal == User::"a" is User,action,resource);"#,
        #"permit(principal in User::"a" is User,action,resource);"#,
        #"permit(principal,action is Action,resource);"#, "permit(principal,action,resource,,);",
    ])
    func `refuse a malformed policy`(_ text: String) {
        #expect(policyError(text) != nil)
    }

    @Test(arguments: [
        "", "// nothing", "permit(principal,action,resource,);",
        "permit(principal,action in [],resource);",
        #"permit(principal == (User::"a"),action,resource);"#,
        "permit(principal is principal,action,resource);",
        "@if(\"x\") @flag permit(principal,action,resource);",
        "permit(principal,action,resource) when {true} unless {false} when {true};",
        "permit(principal,action,resource) when { [1,2,3,] == [00012] && {a:1,} has a };",
        #"permit(principal,action,resource) when { "\u{1_0}" == principal . a && User :: "a" in principal };"#,
        "permit\u{2003}(principal,\u{A0}action,\u{2028}resource);",
        "permit(principal,action,resource) when { context.permit.principal has principal };",
        "permit(principal is A::B in ?principal,action == N::Action::\"x\",resource in ?resource);",
        "permit(principal,action,resource) when { \"a\nb\" == 1 };",
        "permit(principal,action,resource) when { ----1 == 1 && !!!!true };",
    ])
    func `accept what is odd but allowed`(_ text: String) {
        #expect(policyError(text) == nil)
    }

    @Test func `are refused with the place and a hint`() throws {
        let error = try #require(policyError("permit(principal,\n  action, résource);"))
        #expect(error.code == .syntax)
        #expect(error.position == SourcePosition(line: 2, column: 12, offset: 29))
        let division = try #require(
            policyError("permit(principal,action,resource) when { 4 / 2 == 2 };")
        )
        #expect(division.hint == "cedar has no division")
        #expect(division.description.contains("1:44"))
        let word = try #require(
            policyError("permit(principal,action,resource) when { context.if };")
        )
        #expect(word.code == .reservedWord)
        let method = try #require(
            policyError("permit(principal,action,resource) when { isIpv4(1) };")
        )
        #expect(method.code == .unknownName)
        #expect(method.hint == "call it as a method: `x.isIpv4(…)`")
    }

    @Test func `keep position, annotations and text of each policy`() throws {
        let text =
            "// first\n@id(\"é\") @note\npermit(principal,action,resource);\nforbid(principal,action,resource);"
        let set = try PolicySet(parsing: text)
        #expect(set.policies.map(\.id) == ["policy0", "policy1"])
        #expect(set.policies.map(\.effect) == [.permit, .forbid])
        let first = try #require(set.policy("policy0"))
        #expect(first.annotation("id") == "é")
        #expect(first.annotations.map(\.key) == ["id", "note"])
        #expect(first.annotations.map(\.hasValue) == [true, false])
        #expect(first.annotation("none") == nil)
        #expect(first.body.position.line == 2)
        #expect(first.text == "@id(\"é\") @note\npermit(principal,action,resource);")
        #expect(set.policies[1].text == "forbid(principal,action,resource);")
    }

    @Test func `must be valid utf-8 and within the limits`() throws {
        #expect(throws: CedarError.self) { try PolicySet(parsing: [0x2F, 0x2F, 0xFF]) }
        let two = "permit(principal,action,resource);permit(principal,action,resource);"
        #expect(policyError(two, limits: CedarLimits(maximumPolicies: 1))?.code == .count)
        #expect(policyError(two, limits: CedarLimits(maximumBytes: 10))?.code == .size)
        let sum = "permit(principal,action,resource) when { 1 + 2 + 3 == 6 };"
        #expect(policyError(sum, limits: CedarLimits(maximumNodes: 4))?.code == .count)
        #expect(policyError(sum, limits: CedarLimits(maximumNodes: 7)) == nil)
    }

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("{a:", "}"), ("if true then ", " else 1"), ("ip(", ")"),
        ("[].contains(", ")"), ("1 + (", ")"), ("true && (", ")"), ("!(", ")"),
    ])
    func `are refused when they nest too deep`(_ open: String, _ close: String) throws {
        func nested(_ depth: Int) -> String {
            let inside =
                String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
            return "permit(principal,action,resource) when { \(inside) == 1 };"
        }
        #expect(policyError(nested(10_000))?.code == .nesting)
        #expect(policyError(nested(120)) == nil)
        #expect(policyError(String(repeating: open, count: 10_000)) != nil)
    }

    @Test func `at the limit can be read, checked, evaluated and printed`() throws {
        let schema = try Schema(
            parsing: "entity U; action a appliesTo { principal: U, resource: U };"
        )
        for (open, close) in [
            ("(true || true && 1 < 1 + 1 * (", "))"), ("(if true then ", " else 1)"),
            ("!!!!(", ")"), ("[", "]"), ("(1 + (", "))"), ("[].contains(", ")"),
        ] {
            var depth = 240
            var set: PolicySet?
            while set == nil, depth > 0 {
                let inside =
                    String(repeating: open, count: depth) + "1"
                    + String(repeating: close, count: depth)
                set = try? PolicySet(
                    parsing: "permit(principal,action,resource) when { \(inside) == 1 };"
                )
                depth -= 1
            }
            let policies = try #require(set)
            let request = Request(
                principal: uid("U", "a"),
                action: uid("Action", "a"),
                resource: uid("U", "a")
            )
            let response = CompiledPolicies(policies).authorize(request)
            #expect(response.errors.count + response.determining.count <= 1)
            #expect(schema.validate(policies).count <= 1)
            #expect(!CedarPrinter.text(policies.policies[0].body).isEmpty)
            _ = try policies.json()
        }
    }

    @Test func `are refused when a chain makes the tree too high`() {
        func chain(_ link: String, _ count: Int) -> String {
            let links = String(repeating: link, count: count)
            return "permit(principal,action,resource) when { context\(links) == 1 };"
        }
        #expect(policyError(chain(".a", 10_000))?.code == .nesting)
        #expect(policyError(chain(" + 1", 10_000))?.code == .nesting)
        #expect(policyError(chain(".a", 250)) == nil)
        #expect(policyError(chain("(", 10_000)) != nil)
        let scope = String(repeating: "(", count: 10_000)
        #expect(policyError("permit(principal == \(scope)User::\"a\"")?.code == .nesting)
    }

    @Test func `may join very many conditions`() throws {
        let all = [String](repeating: "true", count: 20_000).joined(separator: " && ")
        let any = [String](repeating: "false", count: 20_000).joined(separator: " || ")
        #expect(outcome("\(all) && !(\(any))") == "true")
        let path = [String](repeating: "a", count: 20_000).joined(separator: ".")
        #expect(outcome("context has \(path)") == "false")
    }
}
