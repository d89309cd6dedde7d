import Testing

@testable import Cedar

@Suite struct Formatter {
    private func formatted(_ text: String, width: Int = 80, indent: Int = 2) throws -> String {
        try CedarFormatter(width: width, indent: indent).format(text)
    }

    @Test func `lays policies out one after the other`() throws {
        let text = """
            // Head.

            // About the first.
            @id( "a" )@flag
            permit(principal,action,resource);forbid(principal is A::B in ?principal,
            action in[Action::"x"],resource,)when{context.a==1&&!(context.b)||true}unless{if a::"b"
            has c.d then 1<2 else false}; // behind


            // End.
            """
        #expect(
            try formatted(text) == """
                // Head.

                // About the first.
                @id("a")
                @flag
                permit (principal, action, resource);

                forbid (
                  principal is A::B in ?principal,
                  action in [Action::"x"],
                  resource,
                )
                when { context.a == 1 && !(context.b) || true }
                unless { if a::"b" has c.d then 1 < 2 else false }; // behind

                // End.

                """
        )
    }

    @Test func `breaks lines at operators, members and branches`() throws {
        let text = """
            permit(principal,action,resource) when {
            context.first.contains("a long string") && (context.second || context.third.and.more) ||
            [User::"alice", User::"bob"].contains(principal) && {name: "alice", "a b": -1} == resource.r
            } unless { if principal.x then resource.y like "a*" else if principal.z then false else 1 + 2 * 3 > 4 };
            """
        #expect(
            try formatted(text, width: 40, indent: 4) == """
                permit (principal, action, resource)
                when {
                    context.first.contains(
                        "a long string"
                    ) &&
                        (
                            context.second ||
                            context.third.and.more
                        ) ||
                    [
                        User::"alice",
                        User::"bob"
                    ].contains(principal) &&
                        { name: "alice", "a b": -1 } ==
                            resource.r
                }
                unless {
                    if principal.x
                    then resource.y like "a*"
                    else if principal.z
                    then false
                    else 1 + 2 * 3 > 4
                };

                """
        )
    }

    @Test func `keeps comments at what they are about`() throws {
        let text = """
            permit( // who
              principal, // anyone
              // what
              action == Action::"a", resource) // to what
            when // if
            { // begin
              // first
              context.a // a
              // second
              && context.b // b
              && [ 1 // one
                , 2 // two
                // none
              ] == [] // end
              // last
            } // closed
            ; // done
            """
        #expect(
            try formatted(text) == """
                permit ( // who
                  principal, // anyone
                  // what
                  action == Action::"a",
                  resource
                ) // to what
                when // if
                { // begin
                  // first
                  context.a && // a
                  // second
                  context.b && // b
                  [
                    1, // one
                    2 // two
                    // none
                  ] == [] // end
                  // last
                } // closed
                ; // done

                """
        )
    }

    @Test(arguments: [
        ("", ""), ("\n\n", ""), ("//", "//\n"), ("// a\r\r// b  \t", "// a\n\n// b\n"),
        ("\u{2003}// \u{202E}\u{0}\n", "// \u{202E}\u{0}\n"),
    ])
    func `takes texts without policies`(_ text: String, _ expected: String) throws {
        #expect(try formatted(text) == expected)
    }

    @Test func `leaves strings as they are written`() throws {
        let text =
            "permit (principal, action, resource)\nwhen { \"\\u{e9}\n  a\" == \"é\\x41\" };\n"
        #expect(try formatted(text).utf8.elementsEqual(text.utf8))
    }

    @Test(arguments: ["permit", "permit(principal,action,resource)", "\u{0}", "/* a */"])
    func `refuses what is no text of policies`(_ text: String) {
        #expect(throws: CedarError.self) { try formatted(text) }
        #expect(throws: CedarError.self) { try CedarFormatter().format([0xFF]) }
    }

    @Test func `refuses a text that would grow out of proportion`() throws {
        let opening = String(repeating: "[", count: 60)
        let closing = String(repeating: "]", count: 60)
        let items = String(repeating: "11111,", count: 4_000)
        let text =
            "permit(principal,action,resource) when { \(opening)\(items)\(closing) == 1 };"
        let limits = CedarLimits(maximumBytes: 50_000)
        do {
            _ = try CedarFormatter(indent: 16, limits: limits).format(text)
            Issue.record("formatted")
        } catch {
            #expect(error.code == .size)
        }
    }

    @Test(arguments: [
        ("(", ")"), ("[", "]"), ("!(", ")"), ("{a:", "}"), ("if true then ", " else 1"),
        ("if 1 then 2 else ", ""), ("[1].contains(", ")"), ("1+(", ")"), ("1==(1||(", "))"),
    ])
    func `takes the deepest nesting the parser takes`(_ open: String, _ close: String) throws {
        let limits = CedarLimits(maximumDepth: 500)
        var accepted = 0
        for depth in [100, 240, 490] {
            let text =
                "permit(principal,action,resource) when { "
                + String(repeating: open, count: depth) + "1"
                + String(repeating: close, count: depth) + " };"
            guard let set = try? PolicySet(parsing: text, limits: limits) else { continue }
            accepted += 1
            let once = try CedarFormatter(limits: limits).format(text)
            #expect(try PolicySet(parsing: once, limits: limits) == set)
        }
        #expect(accepted > 0)
    }

    @Test func `keeps its width and indentation within bounds`() {
        let small = CedarFormatter(width: -1, indent: -1)
        let large = CedarFormatter(width: .max, indent: .max)
        #expect(small.width == 20 && small.indent == 1)
        #expect(large.width == 1000 && large.indent == 16)
    }
}
