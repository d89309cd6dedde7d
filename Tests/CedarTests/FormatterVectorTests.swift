import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Formatted vectors` {
    /// Every text of policies in the vectors that can be read.
    private static func texts() throws -> [String] {
        var texts: [String] = []
        for line in try Vectors.lines("differential/parse.jsonl") {
            texts.append(line.at("text").text)
        }
        for line in try Vectors.lines("differential/est.jsonl") {
            texts.append(line.at("text").text)
        }
        for line in try Vectors.lines("differential/cases.jsonl") {
            texts.append(line.at("policies").text)
        }
        for line in try Vectors.lines("corpus-2000.jsonl") {
            texts.append(line.at("policies").text)
        }
        for line in try Vectors.lines("differential/expr.jsonl") {
            texts.append("permit(principal,action,resource)when{\(line.at("expr").text)\n};")
        }
        for folder in [
            "cedar-go-validate", "examples/oopsla2024/gdrive", "examples/oopsla2024/github",
            "examples/oopsla2024/gdrive-templates", "examples/oopsla2024/github-templates",
            "examples/oopsla2024/tinytodo",
        ] + ExamplePaths.folders {
            for file in try Vectors.files(folder, ending: ".cedar") {
                texts.append(try Vectors.text(file))
            }
        }
        return texts
    }

    @Test(arguments: [20, 80, 200])
    func `mean the same, keep all comments and stay as they are`(_ width: Int) throws {
        let formatter = CedarFormatter(width: width)
        var tally = Tally("formatted at \(width)")
        var comments = 0
        // Every text at the usual width, some at others.
        for (number, text) in try Self.texts().enumerated() where width == 80 || number % 9 == 0 {
            guard let set = try? PolicySet(parsing: text) else { continue }
            do {
                let once = try formatter.format(text)
                let twice = try formatter.format(once)
                let again = try PolicySet(parsing: once)
                let found = Self.comments(of: once)
                comments += found.count
                tally.check(
                    twice.utf8.elementsEqual(once.utf8)
                        && again.policies == set.policies && again.templates == set.templates
                        && found == Self.comments(of: text),
                    "\(text)\n--\n\(once)\n--\n\(twice)"
                )
            } catch {
                tally.check(false, "\(error) \(text)")
            }
        }
        print("  with \(comments) comments")
        tally.finish()
    }

    /// A comment is put behind every token in turn, and before it on a line of its own.
    @Test func `keep comments wherever they stand`() throws {
        let formatter = CedarFormatter(width: 60)
        var tally = Tally("comments at every token")
        var texts = [
            #"@a("b") permit(principal is T in ?principal,action in [A::Action::"x",Action::"y",],resource) when { if a::"b" has c.d && !(context.x + 1 * 2 < -3) || true then [1,{a:"b","c d":2,}] == [] else if x::"y" is z::w in principal then principal["a b"].f.contains(ip("1.1.1.1")) else {} like "a*" } unless { false };"#
        ]
        for line in try Vectors.lines("differential/parse.jsonl").prefix(9) {
            texts.append(line.at("text").text)
        }
        for text in texts {
            guard let set = try? PolicySet(parsing: text) else { continue }
            let bytes = Array(text.utf8)
            let tokens = try Lexer.tokens(of: bytes, mode: .policy, limits: .default)
            for token in tokens {
                for comment in [" // c1\n", "\n// c1\n// c2\n\n", "// c1 \r\n\r\n // c2\n"] {
                    var commented = bytes
                    commented.insert(contentsOf: Array(comment.utf8), at: token.end)
                    let source = String(decoding: commented, as: UTF8.self)
                    guard (try? PolicySet(parsing: source)) == set else { continue }
                    let once = try formatter.format(source)
                    let twice = try formatter.format(once)
                    tally.check(
                        twice.utf8.elementsEqual(once.utf8)
                            && Self.comments(of: once) == Self.comments(of: source)
                            && !once.contains(" \n"),
                        "\(source)\n--\n\(once)\n--\n\(twice)"
                    )
                }
            }
        }
        tally.finish()
    }

    private static func comments(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        guard let tokens = try? Lexer.tokens(of: bytes, mode: .policy, limits: .default) else {
            return []
        }
        return SourceTrivia(bytes, tokens).all.map {
            String(decoding: bytes[$0.start..<$0.end], as: UTF8.self)
        }
    }
}

/// Where the published examples are.
enum ExamplePaths {
    static let folders = [
        "document_cloud", "github_example", "hotel_chains/static", "hotel_chains/templated",
        "sales_orgs/static", "sales_orgs/templated", "streaming_service", "tags_n_roles",
        "tax_preparer",
    ].map { "examples/cedar-example-use-cases/\($0)" }
}
